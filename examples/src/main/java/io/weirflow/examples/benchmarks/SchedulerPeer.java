package io.weirflow.examples.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.google.common.base.Ticker;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.weirflow.store.loop.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The same work by db-scheduler: one-time tasks in an SQLite database, with the same durability, executed by schedulers in JVMs of their
 * own. It knows no SQLite, so that it is told how a query is limited; it then picks and removes each task by a statement of its own.
 */
final class SchedulerPeer {
    private static final String TASK = "trivial";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (
              task_name TEXT NOT NULL,
              task_instance TEXT NOT NULL,
              task_data BLOB,
              execution_time TIMESTAMP NOT NULL,
              picked BOOLEAN NOT NULL,
              picked_by TEXT,
              last_success TIMESTAMP,
              last_failure TIMESTAMP,
              consecutive_failures INT,
              last_heartbeat TIMESTAMP,
              version BIGINT NOT NULL,
              priority SMALLINT,
              PRIMARY KEY (task_name, task_instance))""";

    private static final JdbcCustomization SQLITE = new DefaultJdbcCustomization(true) {
        @Override
        public String getQueryLimitPart(int limit) {
            return " LIMIT " + limit + " ";
        }

        @Override
        public String getName() {
            return "SQLite";
        }
    };

    private SchedulerPeer() {}

    /** Measures, in seconds, how long it takes to schedule and execute some tasks. */
    static double measure(Path folder, int tasks, int processes, int threads) throws IOException, SQLException {
        List<ChildJvm> children = new ArrayList<>();
        try (HikariDataSource database = database(folder, 2)) {
            create(database);
            for (int i = 0; i < processes; i++) {
                children.add(ChildJvm.start(SchedulerPeer.class, folder, "scheduler-" + i, threads));
            }
            for (ChildJvm child : children) {
                child.expect("ready");
            }
            complete(database, tasks); // warms up
            return complete(database, tasks);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    /** Is one of the schedulers: it executes until its input ends. */
    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[2]);
        try (HikariDataSource database = database(Path.of(args[0]), threads + 2);
                InputStream in = System.in) {
            Scheduler scheduler = Scheduler.create(database, task())
                    .schedulerName(new SchedulerName.Fixed(args[1]))
                    .jdbcCustomization(SQLITE)
                    .threads(threads)
                    .pollingInterval(POLL)
                    .build();
            scheduler.start();
            System.out.println("ready");
            in.transferTo(OutputStream.nullOutputStream());
            scheduler.stop();
        }
    }

    private static OneTimeTask<Void> task() {
        return Tasks.oneTime(TASK).execute((instance, context) -> {});
    }

    private static HikariDataSource database(Path folder, int connections) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(30_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + folder.resolve("tasks.db"));
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(connections);
        return new HikariDataSource(pool);
    }

    private static void create(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute("CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)");
            statement.execute("CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
        }
    }

    private static double complete(DataSource database, int count) {
        long begin = System.nanoTime();
        OneTimeTask<Void> task = task();
        List<TaskInstance<?>> instances = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            instances.add(task.instance("n" + i));
        }
        SchedulerClient.Builder.create(database, task)
                .jdbcCustomization(SQLITE)
                .build()
                .scheduleBatch(instances, Instant.now());
        boolean complete = new Signal()
                .awaitFor(
                        Duration.ofHours(1),
                        Duration.ofMillis(20),
                        Ticker.systemTicker(),
                        () -> isEmpty(database) ? Optional.of(true) : Optional.empty())
                .isPresent();
        if (!complete) {
            throw new IllegalStateException("the tasks did not end");
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static boolean isEmpty(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM scheduled_tasks)")) {
            return rows.next() && rows.getInt(1) == 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
