package io.weirflow.backend.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;

/** One connection with the statements prepared on it. Not thread-safe. */
final class DatabaseSession implements AutoCloseable {
    /** Pages in the write-ahead log before they are copied into the database: 16 MiB, so that hot pages are copied less often. */
    private static final int CHECKPOINT_PAGES = 4096;

    /** A log that grew beyond this, during a long read elsewhere, is cut back. */
    private static final int MAX_IDLE_LOG_BYTES = 64 << 20;

    private static final int CACHE_KIB = 8 << 10;

    private static final long LONGEST_STEP_NANOS = 5_000_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private DatabaseSession(Connection connection) {
        this.connection = connection;
    }

    static DatabaseSession open(Path file, Duration busyTimeout) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) busyTimeout.toMillis());
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setCacheSize(-CACHE_KIB);
        config.setJournalSizeLimit(MAX_IDLE_LOG_BYTES);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        DatabaseSession session = new DatabaseSession(connection);
        try {
            BusyHandler.setHandler(connection, new BusyWait(busyTimeout));
            session.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            session.writeAhead(busyTimeout);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Sees to it that the database is in write-ahead mode, which it remembers. Of several processes that do this to a new
     * database at once SQLite lets all but one fail without waiting, since each might wait for the others.
     */
    private void writeAhead(Duration patience) throws SQLException {
        long begin = System.nanoTime();
        while (true) {
            try {
                if (!text("PRAGMA journal_mode").equals("wal")) {
                    text("PRAGMA journal_mode = wal");
                }
                return;
            } catch (SQLException e) {
                boolean late = System.nanoTime() - begin > patience.toNanos();
                if (!SqliteFailures.isBusy(e) || late || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_STEP_NANOS));
        }
    }

    /** Returns the one value of a query that is asked once, as a text. */
    private String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /** Returns the one value of a query, as a number. */
    long number(String query) throws SQLException {
        try (ResultSet rows = statement(query).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Returns a statement, which is prepared once and stays open. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    /** Executes a statement that is needed once. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    <T> T write(Database.Work<T> work) throws SQLException {
        return inTransaction("BEGIN IMMEDIATE", work);
    }

    <T> T read(Database.Work<T> work) throws SQLException {
        return inTransaction("BEGIN", work);
    }

    private <T> T inTransaction(String begin, Database.Work<T> work) throws SQLException {
        try {
            statement(begin).execute();
            T result = work.in(this);
            commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    /**
     * Undoes the transaction. Some errors have done so already. The driver cannot execute a prepared statement again that has
     * failed, so that all are prepared anew.
     */
    private void rollBack(Exception failure) {
        try {
            closeStatements();
            execute("ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void closeStatements() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    private void commit() throws SQLException {
        try {
            statement("COMMIT").execute();
        } catch (SQLException e) {
            throw new CommitFailure(e);
        }
    }

    /** A failure to commit, after which what was written may or may not be found again. */
    static final class CommitFailure extends SQLException {
        private static final long serialVersionUID = 1;

        CommitFailure(SQLException e) {
            super(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
        }
    }

    @Override
    public void close() {
        try {
            closeStatements();
            connection.close();
        } catch (SQLException e) {
            System.getLogger(DatabaseSession.class.getName())
                    .log(System.Logger.Level.WARNING, "a database was not closed properly: {0}", e.getMessage());
        }
    }
}
