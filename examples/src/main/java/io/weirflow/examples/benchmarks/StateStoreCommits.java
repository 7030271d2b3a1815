package io.weirflow.examples.benchmarks;

import com.google.common.base.Splitter;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sqlite.SQLiteConfig;

/**
 * Commits per second of the state store on SQLite, against plain transactions of the same database file that do the least that
 * an update of one record needs: begin, write, commit. Both update the same number of keys with new values of the same size.
 * Rounds alternate, since the disk's speed drifts; the median of the ratios is what counts.
 *
 * <p>Arguments: commits per round (400), rounds (5), threads (1,4,16), a folder on the disk to be measured (a temporary one).
 */
public final class StateStoreCommits {
    private static final int KEYS = 100;
    private static final int VALUE_BYTES = 200;

    private StateStoreCommits() {}

    /** A way to update a record, for one thread. */
    private interface Updates extends AutoCloseable {
        void update(int key, byte[] value) throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /** Makes a way to update a range of keys that no other thread updates. */
    private interface Way {
        Updates start(int thread) throws SQLException;
    }

    /** Runs the benchmark and prints a table in Markdown. */
    public static void main(String[] args) throws Exception {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws Exception {
        int commits = args.length > 0 ? Integer.parseInt(args[0]) : 400;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String threads = args.length > 2 ? args[2] : "1,4,16";
        Path folder = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("weirflow-commits");
        Files.createDirectories(folder);
        Path file = folder.resolve("state.db");
        out.println("| threads | plain transactions a second | commits a second | ratio | goal |");
        out.println("| --- | --- | --- | --- | --- |");
        try (FileStateStore store = FileStateStore.open(file)) {
            createPlainTable(file);
            for (String count : Splitter.on(',').split(threads)) {
                compare(store, file, Integer.parseInt(count), commits, rounds, out);
            }
        } finally {
            delete(folder);
        }
    }

    private static void compare(StateStore store, Path file, int threads, int commits, int rounds, PrintStream out)
            throws Exception {
        Way plain = thread -> new PlainUpdates(file, thread);
        Way ours = thread -> new StoreUpdates(store, thread);
        run(plain, threads, commits / 4);
        run(ours, threads, commits / 4);
        double[] plainRates = new double[rounds];
        double[] ourRates = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            plainRates[i] = run(plain, threads, commits);
            ourRates[i] = run(ours, threads, commits);
            ratios[i] = ourRates[i] / plainRates[i];
        }
        out.printf(
                "| %d | %.0f | %.0f | %.2f | at least 0.7 |%n",
                threads, median(plainRates), median(ourRates), median(ratios));
    }

    /** Returns commits per second. */
    private static double run(Way way, int threads, int commits) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Updates> updates = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                updates.add(way.start(i));
            }
            long begin = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Updates mine = updates.get(i);
                long seed = begin + i;
                running.add(pool.submit(() -> {
                    updateAll(mine, new Random(seed), commits / threads);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (Updates each : updates) {
                each.close();
            }
            return commits / seconds;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a round failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static void updateAll(Updates updates, Random random, int count) throws SQLException {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < count; i++) {
            random.nextBytes(value);
            updates.update(i % KEYS, value);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(30_000);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static void createPlainTable(Path file) throws SQLException {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE plain (partition TEXT NOT NULL, sort TEXT NOT NULL, version BLOB NOT NULL,"
                    + " value BLOB NOT NULL, PRIMARY KEY (partition, sort))");
        }
    }

    private static final class StoreUpdates implements Updates {
        private final StateStore store;
        private final String partition;
        private final Map<StateKey, Condition> unchanged = new HashMap<>();

        StoreUpdates(StateStore store, int thread) {
            this.store = store;
            this.partition = "benchmark/" + thread;
            store.scanAll(Scan.of(partition))
                    .forEachRemaining(record -> unchanged.put(record.key(), Condition.unchanged(record)));
        }

        @Override
        public void update(int number, byte[] value) {
            StateKey key = new StateKey(partition, StateKey.number(number));
            Commit commit = Commit.builder()
                    .put(key, StateValue.of(value), unchanged.getOrDefault(key, Condition.absent()))
                    .build();
            store.commitOrFail(commit);
            unchanged.put(key, Condition.at(commit.id()));
        }

        @Override
        public void close() {}
    }

    private static final class PlainUpdates implements Updates {
        private final Connection connection;
        private final PreparedStatement begin;
        private final PreparedStatement put;
        private final PreparedStatement commit;
        private final String partition;

        PlainUpdates(Path file, int thread) throws SQLException {
            connection = connect(file);
            begin = connection.prepareStatement("BEGIN IMMEDIATE");
            put = connection.prepareStatement("INSERT INTO plain VALUES (?, ?, ?, ?) ON CONFLICT (partition, sort)"
                    + " DO UPDATE SET version = excluded.version, value = excluded.value");
            commit = connection.prepareStatement("COMMIT");
            partition = "benchmark/" + thread;
        }

        @Override
        public void update(int key, byte[] value) throws SQLException {
            begin.execute();
            put.setString(1, partition);
            put.setString(2, StateKey.number(key));
            put.setBytes(3, Arrays.copyOf(value, 16));
            put.setBytes(4, value);
            put.executeUpdate();
            commit.execute();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
