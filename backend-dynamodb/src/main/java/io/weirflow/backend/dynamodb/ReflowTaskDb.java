package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableSet;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.flow.Flow;
import io.weirflow.run.history.EvaluationRecorder;
import io.weirflow.run.history.HistorySink;
import io.weirflow.run.history.PastEvaluation;
import io.weirflow.run.history.PastTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The task database of a Reflow installation: which runs there are and were, their tasks, and the machines that they ran on. What
 * Reflow wrote is read, and evaluations that an {@link EvaluationRecorder} records here are shown by Reflow beside its own. {@link
 * DynamoTables} creates a table for it, or adds what a table lacks. Thread-safe.
 *
 * <p><b>Reading.</b> Each method sends requests, and each request reads up to a mebibyte. Answers of indexes lag behind what was
 * written, usually by less than a second. Rows that are malformed are passed over with a warning.
 *
 * <p><b>Writing.</b> An evaluation becomes a run, and its execs, imports and exports become tasks; Java functions, which Reflow does
 * not have, are left out. Of idents and names of evaluations 2,048 bytes are kept, as many as an index can hold. What happens is
 * collected and written about once a second, twenty-five rows a request; of a task that starts and ends in between only the end is
 * written. As long as an evaluation goes on its rows are kept alive: each is written again every ninety seconds, alive for two
 * minutes more. A process that is killed leaves rows that Reflow takes for dead once these are over. A table that cannot be reached
 * delays what is written, and not the evaluation; beyond 20,000 waiting rows the rest is left out, with a warning.
 *
 * @see <a href="https://github.com/grailbio/reflow/tree/master/taskdb">Reflow's package taskdb</a>
 */
public final class ReflowTaskDb implements HistorySink, AutoCloseable {
    private static final int MAX_WAITING = 20_000;

    private final DynamoTable table;
    private final TaskDbQueries queries;
    private final TaskDbRows rows;
    private final TaskDbWriter writer;

    private ReflowTaskDb(DynamoTable table, Builder builder) {
        this.table = table;
        this.queries = new TaskDbQueries(table);
        this.rows = new TaskDbRows(builder.labels);
        this.writer = new TaskDbWriter(
                new BatchWrite(table, Backoff.USUAL), builder.clock, builder.flushInterval, MAX_WAITING);
    }

    /** Opens a task database, whose table is looked at when it is first used. The client stays the caller's. */
    public static ReflowTaskDb open(DynamoDbClient client, String table) {
        return builder(client, table).open();
    }

    /** Returns a builder for a task database that is reached by the caller's client. */
    public static Builder builder(DynamoDbClient client, String table) {
        return new Builder(() -> new DynamoTable(client, table, false));
    }

    /** Returns a builder for one with a client of its own, for which an HTTP client of the SDK must be on the class path. */
    public static Builder builder(Region region, AwsCredentialsProvider credentials, String table) {
        return new Builder(() -> new DynamoTable(DynamoClients.build(region, credentials), table, true));
    }

    /** Returns the identity of the run that an evaluation is recorded as. */
    public static Digest runId(Ulid evaluation) {
        return TaskDbRows.runId(evaluation);
    }

    /** Returns the digest by which Reflow finds tasks of one command in one image. */
    public static Digest commandDigest(String image, String command) {
        return Digest.of(image + command);
    }

    /** {@inheritDoc} Sends no request. */
    @Override
    public void put(PastEvaluation evaluation) {
        writer.put(rows.run(evaluation));
    }

    /** {@inheritDoc} Sends no request. */
    @Override
    public void put(PastTask task, Flow node) {
        rows.task(task, node).ifPresent(writer::put);
    }

    /** Returns a row by its identity, of what was written before. One request. */
    public Optional<ReflowRow> row(Digest id) {
        return queries.row(id);
    }

    /**
     * Returns the rows whose identity begins with some hexadecimal digits.
     *
     * @throws WeirflowException of kind INVALID if these are not 8 to 64 lower-case hexadecimal digits, of kind NOT_EXIST if
     *     the table lacks the index, as all queries but {@link #row} and {@link #scan} do
     */
    public List<ReflowRow> expand(String hexPrefix) {
        return queries.expand(hexPrefix);
    }

    /**
     * Returns runs by when they were alive last, the last first: those whose keepalive lies within a stretch of time. That of a run that
     * is under way lies up to two minutes ahead. Sends a request for each day (UTC) at least, until there are enough.
     *
     * @param since its begin
     * @param until its end, which it does not include
     * @param limit how many at most, at least 1
     * @throws WeirflowException of kind INVALID if the stretch is empty or nothing may be returned
     */
    public List<ReflowRun> runs(Instant since, Instant until, int limit) {
        return queries.alive(ReflowRun.TYPE, ReflowRun.class, Optional.empty(), since, until, limit);
    }

    /** Returns the runs of a user, as {@link #runs} does. */
    public List<ReflowRun> runsOf(String user, Instant since, Instant until, int limit) {
        return queries.alive(ReflowRun.TYPE, ReflowRun.class, Optional.of(user), since, until, limit);
    }

    /** Returns tasks, as {@link #runs} does runs. */
    public List<ReflowTask> tasks(Instant since, Instant until, int limit) {
        return queries.alive(ReflowTask.TYPE, ReflowTask.class, Optional.empty(), since, until, limit);
    }

    /** Returns allocs, as {@link #runs} does runs. */
    public List<ReflowAlloc> allocs(Instant since, Instant until, int limit) {
        return queries.alive(ReflowAlloc.TYPE, ReflowAlloc.class, Optional.empty(), since, until, limit);
    }

    /** Returns pools, as {@link #runs} does runs. */
    public List<ReflowPool> pools(Instant since, Instant until, int limit) {
        return queries.alive(ReflowPool.TYPE, ReflowPool.class, Optional.empty(), since, until, limit);
    }

    /** Returns the tasks of a run, in the order of their starts. */
    public List<ReflowTask> tasksOf(Digest run) {
        return queries.tasksOf(run);
    }

    /** Returns tasks of an ident that ended, the last first, at most so many. */
    public List<ReflowEndedTask> endedTasksNamed(String ident, int limit) {
        return queries.ended(TableIndex.ENDED_IDENT, ident, limit);
    }

    /** Returns tasks of an image and a command format that ended, the last first, at most so many. */
    public List<ReflowEndedTask> endedTasksOf(String image, String command, int limit) {
        return queries.ended(
                TableIndex.ENDED_COMMAND, commandDigest(image, command).toString(), limit);
    }

    /** Calls back for each row, on the calling thread. Reads the whole table, and with it whatever else it holds. */
    public void scan(Consumer<? super ReflowRow> action) {
        queries.scan(action);
    }

    /** Writes what was recorded so far. For the end of a program, and for tests. */
    public void flush() {
        writer.flush();
    }

    /** Writes what was recorded, as far as the table can be reached, then closes the client if it is its own. Idempotent. */
    @Override
    public void close() {
        if (!table.isClosed()) {
            writer.close();
            table.close();
        }
    }

    /** Sets what is optional, then opens. Not thread-safe. */
    public static final class Builder {
        private final Supplier<DynamoTable> opener;
        private Set<String> labels = ImmutableSet.of();
        private Duration flushInterval = Duration.ofSeconds(1);
        private Clock clock = Clock.systemUTC();

        private Builder(Supplier<DynamoTable> opener) {
            this.opener = opener;
        }

        /** Attaches labels {@code key=value} to what is recorded. */
        public Builder labels(Set<String> value) {
            labels = ImmutableSet.copyOf(value);
            return this;
        }

        /** Sets how often is written what was recorded, a second by default; zero if only by {@link #flush} and {@link #close}. */
        public Builder flushInterval(Duration value) {
            flushInterval = value;
            return this;
        }

        /** Sets the clock by which rows are kept alive. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /**
         * Opens the task database.
         *
         * @throws WeirflowException of kind INVALID if the interval is negative or a label is not of the form {@code key=value}
         */
        public ReflowTaskDb open() {
            if (flushInterval.isNegative() || !labels.stream().allMatch(label -> label.matches("(?s)[^=]+=.*"))) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "open task database",
                        "expected no negative interval, and labels of the form key=value",
                        flushInterval,
                        labels);
            }
            return new ReflowTaskDb(opener.get(), this);
        }
    }
}
