package io.weirflow.examples.benchmarks;

import java.util.Optional;

/**
 * Something that is measured at two sizes, so that growth shows.
 *
 * @param name its name, by which it is chosen on the command line
 * @param small the smaller size
 * @param large the larger size
 * @param goal what must be reached at the larger size
 * @param body does it once
 * @param beside what it is compared with: measured in turn with it, since the machine changes from minute to minute
 */
record Benchmark(String name, int small, int large, String goal, Body body, Optional<Beside> beside) {
    Benchmark(String name, int small, int large, String goal, Body body) {
        this(name, small, large, goal, body, Optional.empty());
    }

    /** Returns this benchmark, compared with something else. */
    Benchmark beside(String otherName, Body other) {
        return new Benchmark(name, small, large, goal, body, Optional.of(new Beside(otherName, other)));
    }

    /**
     * What a benchmark is compared with.
     *
     * @param name its name
     * @param body does it once
     */
    record Beside(String name, Body body) {}

    /** Does a benchmark once at a size; what is prepared beforehand is not measured. */
    @FunctionalInterface
    interface Body {
        Sample run(int size) throws Exception;
    }
}
