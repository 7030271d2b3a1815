package io.weirflow.backend.file;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.Conflict.FailedWrite;
import io.weirflow.store.StateKey;
import io.weirflow.store.Write;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executes commits within a transaction of the session. Each write is one statement that holds its condition; only when one
 * does not change its row is looked for what was found.
 */
final class CommitWriter {
    private static final String PUT = """
            INSERT INTO state (version, value, partition, sort) VALUES (?, ?, ?, ?)
            ON CONFLICT (partition, sort) DO UPDATE SET version = excluded.version, value = excluded.value
            WHERE version <> excluded.version""";
    private static final String CREATE = """
            INSERT INTO state (version, value, partition, sort) VALUES (?, ?, ?, ?)
            ON CONFLICT (partition, sort) DO NOTHING""";
    private static final String REPLACE =
            "UPDATE state SET version = ?, value = ? WHERE partition = ? AND sort = ? AND version = ?";
    private static final String DELETE = "DELETE FROM state WHERE partition = ? AND sort = ?";
    private static final String DELETE_AT = "DELETE FROM state WHERE partition = ? AND sort = ? AND version = ?";
    private static final String VERSION = "SELECT version FROM state WHERE partition = ? AND sort = ?";

    private final DatabaseSession session;

    CommitWriter(DatabaseSession session) {
        this.session = session;
    }

    /** Executes a commit; nothing of it remains in the transaction if a condition does not hold. */
    Optional<Conflict> write(Commit commit) throws SQLException {
        // A single write that fails has changed nothing.
        boolean several = commit.writes().size() > 1;
        if (several) {
            session.statement("SAVEPOINT one").execute();
        }
        boolean done = writeAll(commit);
        if (several) {
            if (!done) {
                session.statement("ROLLBACK TO one").execute();
            }
            session.statement("RELEASE one").execute();
        }
        return done ? Optional.empty() : conflict(commit);
    }

    private boolean writeAll(Commit commit) throws SQLException {
        byte[] id = FileStateStore.bytes(commit.id());
        for (Write write : commit.writes()) {
            if (!write(write, id)) {
                return false;
            }
        }
        return true;
    }

    private boolean write(Write write, byte[] id) throws SQLException {
        if (write instanceof Write.Put put) {
            return put(put, id);
        }
        if (write instanceof Write.Check || write.condition() instanceof Condition.Absent) {
            return write.condition().holdsFor(version(write.key()));
        }
        if (write.condition() instanceof Condition.AtVersion at) {
            PreparedStatement statement = keyed(DELETE_AT, 1, write.key());
            statement.setBytes(3, FileStateStore.bytes(at.version()));
            return statement.executeUpdate() == 1;
        }
        keyed(DELETE, 1, write.key()).executeUpdate();
        return true;
    }

    /** Puts a record. Even without a condition a put fails where the commit's own id stands: it took effect before. */
    private boolean put(Write.Put put, byte[] id) throws SQLException {
        Condition condition = put.condition();
        String sql =
                condition instanceof Condition.Any ? PUT : condition instanceof Condition.Absent ? CREATE : REPLACE;
        PreparedStatement statement = keyed(sql, 3, put.key());
        statement.setBytes(1, id);
        statement.setBytes(2, put.value().bytes());
        if (condition instanceof Condition.AtVersion at) {
            statement.setBytes(5, FileStateStore.bytes(at.version()));
        }
        return statement.executeUpdate() == 1;
    }

    /** Returns which conditions do not hold; none if the commit's own id stands somewhere, since then it took effect before. */
    private Optional<Conflict> conflict(Commit commit) throws SQLException {
        List<FailedWrite> failures = new ArrayList<>();
        for (int i = 0; i < commit.writes().size(); i++) {
            Write write = commit.writes().get(i);
            Optional<CommitId> found = version(write.key());
            if (write instanceof Write.Put && found.equals(Optional.of(commit.id()))) {
                return Optional.empty();
            }
            if (!write.condition().holdsFor(found)) {
                failures.add(new FailedWrite(i, write, found));
            }
        }
        return Optional.of(new Conflict(commit.id(), failures));
    }

    private Optional<CommitId> version(StateKey key) throws SQLException {
        try (ResultSet rows = keyed(VERSION, 1, key).executeQuery()) {
            return rows.next() ? Optional.of(FileStateStore.id(rows.getBytes(1))) : Optional.empty();
        }
    }

    private PreparedStatement keyed(String sql, int first, StateKey key) throws SQLException {
        PreparedStatement statement = session.statement(sql);
        statement.setString(first, key.partition());
        statement.setString(first + 1, key.sort());
        return statement;
    }
}
