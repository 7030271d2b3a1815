package io.weirflow.examples.benchmarks;

import com.google.common.base.Splitter;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs of many nodes with a large fan-out and fan-in, by two agents in this process: how long they take, how many commits, and how
 * large the store becomes. What came of each node is checked. Growth is the exponent against the size before: 1 is linear.
 *
 * <p>Arguments: numbers of nodes (10000,100000), largest fan (10,000), threads of each agent (8), store ({@code file}, {@code memory}
 * or {@code dynamodb}, a table of which is created).
 */
public final class BigRun {
    private static final Duration LIMIT = Duration.ofHours(3);

    private final int fan;
    private final int threads;

    private BigRun(int fan, int threads) {
        this.fan = fan;
        this.threads = threads;
    }

    /** A store of its own for each run. */
    interface Place extends AutoCloseable {
        StateStore store();

        /** Returns how many bytes the store takes; 0 if that cannot be told. */
        long bytes();

        @Override
        void close();
    }

    /** Runs the program and prints a table in Markdown. */
    public static void main(String[] args) {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) {
        String store = args.length > 3 ? args[3] : "file";
        Supplier<Place> places = switch (store) {
            case "file" -> FilePlace::create;
            case "memory" -> BigRun::inMemory;
            case "dynamodb" -> TablePlace::create;
            default -> throw new IllegalArgumentException("the store is file, memory or dynamodb, not " + store);
        };
        run(args, places, out);
    }

    /** Runs all sizes, each in a place of its own. */
    static void run(String[] args, Supplier<Place> places, PrintStream out) {
        String sizes = args.length > 0 ? args[0] : "10000,100000";
        int fan = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        new BigRun(fan, threads).print(sizes, places, out);
    }

    private void print(String sizes, Supplier<Place> places, PrintStream out) {
        out.println(
                "| nodes | largest fan | seconds | growth | commits | of them with a conflict | writes | growth | reads"
                        + " | MiB of the store | growth |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Measured before = null;
        for (String size : Splitter.on(',').split(sizes)) {
            Measured measured = measure(Integer.parseInt(size), places);
            out.println(measured.row(
                    Math.max(0, Math.min(fan, measured.cost().nodes() - 2)), before == null ? measured : before));
            before = measured;
        }
    }

    private Measured measure(int nodes, Supplier<Place> places) {
        try (Place place = places.get()) {
            LayeredRun.Cost cost = new LayeredRun(nodes, fan, threads).execute(place.store(), "big", LIMIT);
            return new Measured(cost, place.bytes());
        }
    }

    /** What one size took. */
    private record Measured(LayeredRun.Cost cost, long bytes) {
        String row(int widest, Measured before) {
            return String.format(
                    "| %,d | %,d | %.1f | %s | %,d | %,d | %,d | %s | %,d | %.1f | %s |",
                    cost.nodes(),
                    widest,
                    cost.seconds(),
                    growth(before, cost.seconds(), before.cost.seconds()),
                    cost.commits(),
                    cost.conflicts(),
                    cost.writes(),
                    growth(before, (double) cost.writes(), (double) before.cost.writes()),
                    cost.reads(),
                    bytes / (double) (1 << 20),
                    growth(before, (double) bytes, (double) before.bytes));
        }

        private String growth(Measured before, double now, double then) {
            boolean comparable = before.cost.nodes() != cost.nodes() && now > 0 && then > 0;
            return comparable
                    ? String.format(
                            "%.2f", Math.log(now / then) / Math.log(cost.nodes() / (double) before.cost.nodes()))
                    : "";
        }
    }

    private static Place inMemory() {
        StateStore store = new MemoryStateStore();
        return new Place() {
            @Override
            public StateStore store() {
                return store;
            }

            @Override
            public long bytes() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    /** A database file in a folder of its own. */
    private record FilePlace(Path folder, FileStateStore store) implements Place {
        static Place create() {
            try {
                Path folder = Files.createTempDirectory("weirflow-big-run");
                return new FilePlace(folder, FileStateStore.open(folder.resolve("runs.db")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long bytes() {
            try (Stream<Path> files = Files.list(folder)) {
                return files.mapToLong(file -> file.toFile().length()).sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            store.close();
            try {
                MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
