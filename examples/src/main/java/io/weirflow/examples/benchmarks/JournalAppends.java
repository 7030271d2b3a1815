package io.weirflow.examples.benchmarks;

import com.google.common.base.Splitter;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.Version;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateValue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.sqlite.SQLiteConfig;

/**
 * Appends per second to histories of different lengths on SQLite, against plain transactions of the same database file that insert
 * one row of the same size each. Rounds alternate, since the disk's speed drifts; the median of the ratios is what counts.
 *
 * <p>Arguments: lengths of the histories (10,10000,100000), appends per round (400), rounds (5), a folder on the disk to be measured
 * (a temporary one).
 */
public final class JournalAppends {
    private static final int BODY_BYTES = 200;
    private static final int WARM_UPS = 6;
    private static final String HISTORY = "measured";

    private final Journal journal;
    private final Random random = new Random(1);
    private Version version = Version.EPOCH;

    private JournalAppends(Journal journal) {
        this.journal = journal;
    }

    /** Runs the benchmark and prints a table in Markdown. */
    public static void main(String[] args) throws Exception {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, SQLException {
        String lengths = args.length > 0 ? args[0] : "10,10000,100000";
        int appends = args.length > 1 ? Integer.parseInt(args[1]) : 400;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        Path folder = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("weirflow-appends");
        Files.createDirectories(folder);
        Path file = folder.resolve("state.db");
        out.println("| entries in the history | plain transactions a second | appends a second | ratio | goal |");
        out.println("| --- | --- | --- | --- | --- |");
        try (FileStateStore store = FileStateStore.open(file);
                Plain plain = new Plain(file)) {
            warmUp(new JournalAppends(Journal.of(store, "warm-up")), plain, appends);
            JournalAppends ours = new JournalAppends(Journal.of(store, "benchmark"));
            for (String length : Splitter.on(',').split(lengths)) {
                ours.growTo(Long.parseLong(length));
                compare(ours, plain, length, appends, rounds, out);
            }
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    /** Something that is done once for each append. */
    private interface Step {
        void run() throws SQLException;
    }

    /** Lets the JVM compile both sides, which would weigh on the first length alone. */
    private static void warmUp(JournalAppends another, Plain plain, int appends) throws SQLException {
        for (int i = 0; i < WARM_UPS; i++) {
            rate(plain::insert, appends);
            rate(another::append, appends);
        }
    }

    private static void compare(
            JournalAppends ours, Plain plain, String length, int appends, int rounds, PrintStream out)
            throws SQLException {
        rate(plain::insert, appends / 4);
        rate(ours::append, appends / 4);
        double[] plainRates = new double[rounds];
        double[] ourRates = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            plainRates[i] = rate(plain::insert, appends);
            ourRates[i] = rate(ours::append, appends);
            ratios[i] = ourRates[i] / plainRates[i];
        }
        out.printf(
                "| %,d | %.0f | %.0f | %.2f | at least 0.7 |%n",
                Long.parseLong(length), median(plainRates), median(ourRates), median(ratios));
    }

    private static double rate(Step step, int count) throws SQLException {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            step.run();
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void growTo(long length) {
        while (version.number() < length) {
            append();
        }
    }

    private void append() {
        byte[] body = new byte[BODY_BYTES];
        random.nextBytes(body);
        version =
                journal.append(HISTORY, Expect.version(version), List.of(new Event("measured", StateValue.wrap(body))));
    }

    /** A table of rows as the state store has them. */
    private static final class Plain implements AutoCloseable {
        private final Connection connection;
        private final PreparedStatement begin;
        private final PreparedStatement insert;
        private final PreparedStatement commit;
        private final Random random = new Random(2);
        private long number;

        Plain(Path file) throws SQLException {
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setBusyTimeout(30_000);
            connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE plain (partition TEXT NOT NULL, sort TEXT NOT NULL,"
                        + " version BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (partition, sort))");
            }
            begin = connection.prepareStatement("BEGIN IMMEDIATE");
            insert = connection.prepareStatement("INSERT INTO plain VALUES (?, ?, ?, ?)");
            commit = connection.prepareStatement("COMMIT");
        }

        void insert() throws SQLException {
            byte[] value = new byte[BODY_BYTES];
            random.nextBytes(value);
            begin.execute();
            insert.setString(1, "benchmark/" + HISTORY);
            insert.setString(2, StateKey.number(number++));
            insert.setBytes(3, Arrays.copyOf(value, 16));
            insert.setBytes(4, value);
            insert.executeUpdate();
            commit.execute();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
