package io.weirflow.backend.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** One connection with the statements prepared on it. Not thread-safe. */
final class DatabaseSession implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MILLIS = 30_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private DatabaseSession(Connection connection) {
        this.connection = connection;
    }

    static DatabaseSession open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return new DatabaseSession(config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
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
            statement("COMMIT").execute();
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
