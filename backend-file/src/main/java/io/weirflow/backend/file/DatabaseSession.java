package io.weirflow.backend.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;

/** One connection with the statements prepared on it. Not thread-safe. */
final class DatabaseSession implements AutoCloseable {
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(30);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private DatabaseSession(Connection connection) {
        this.connection = connection;
    }

    static DatabaseSession open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        BusyHandler.setHandler(connection, new BusyWait(BUSY_TIMEOUT));
        return new DatabaseSession(connection);
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
        statement(begin).execute();
        try {
            T result = work.in(this);
            commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                statement("ROLLBACK").execute();
            } catch (SQLException other) {
                e.addSuppressed(other); // some errors end the transaction by themselves
            }
            throw e;
        }
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
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            System.getLogger(DatabaseSession.class.getName())
                    .log(System.Logger.Level.WARNING, "a database was not closed properly: {0}", e.getMessage());
        }
    }
}
