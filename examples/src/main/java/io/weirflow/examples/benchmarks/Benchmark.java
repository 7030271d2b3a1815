package io.weirflow.examples.benchmarks;

/**
 * Something that is measured at two sizes, so that growth shows.
 *
 * @param name its name, by which it is chosen on the command line
 * @param small the smaller size
 * @param large the larger size
 * @param goal what must be reached at the larger size
 * @param body does it once
 */
record Benchmark(String name, int small, int large, String goal, Body body) {
    /** Does a benchmark once at a size; what is prepared beforehand is not measured. */
    @FunctionalInterface
    interface Body {
        Sample run(int size) throws Exception;
    }
}
