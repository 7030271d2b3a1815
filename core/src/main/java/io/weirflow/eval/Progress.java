package io.weirflow.eval;

/**
 * How far an evaluation is. Counted are nodes that do work: execs, interns, externs and cached Java functions. The total
 * grows while maps and continuations expand; nodes below a cached node are not counted.
 *
 * @param total nodes known to be needed
 * @param ran nodes that ran and succeeded
 * @param cached nodes whose result was in the cache
 * @param failed nodes that failed, by themselves or because of a dependency
 * @param running nodes that run now
 */
public record Progress(long total, long ran, long cached, long failed, long running) {
    /** Returns the number of nodes that have come to their end. */
    public long done() {
        return ran + cached + failed;
    }
}
