package io.weirflow.eval;

/** Where the evaluator reports trouble that does no harm to results. */
final class Log {
    static final System.Logger LOGGER = System.getLogger("io.weirflow.eval");

    private Log() {}
}
