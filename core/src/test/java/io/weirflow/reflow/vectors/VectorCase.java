package io.weirflow.reflow.vectors;

/**
 * One case of the vectors: an operation, its input and what Reflow computed.
 *
 * @param suite the suite's name
 * @param id the case's name
 * @param kind which operation
 * @param in the input in the neutral form
 * @param out the output
 */
public record VectorCase(String suite, String id, String kind, Json in, Json out) {
    /** Returns this case with another output. */
    public VectorCase withOut(Json newOut) {
        return new VectorCase(suite, id, kind, in, newOut);
    }
}
