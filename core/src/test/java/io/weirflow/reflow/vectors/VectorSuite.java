package io.weirflow.reflow.vectors;

/** Checks the cases of one suite of the vectors. */
public interface VectorSuite {
    /** Returns the suite's name in the files. */
    String name();

    /**
     * Computes what a case asks for and compares it with what Reflow computed.
     *
     * @throws AssertionError if they differ, or for a kind that this suite does not have
     * @throws Exception of any other type, which also is a failure
     */
    void check(VectorCase vector) throws Exception;
}
