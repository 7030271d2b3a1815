package io.weirflow.backend.file;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Conflict;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Watches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A state store in an SQLite database, which several processes on one machine may use at once.
 *
 * <p>A commit is durable when it returns: it survives a crash of the machine. Commits of several threads that come while
 * another is on its way to the disk share a transaction. Reads run beside them. The database is a file with two more
 * beside it while it is open; it must be on a local disk, since locks and shared memory do not work over network file systems.
 */
public final class FileStateStore implements StateStore, AutoCloseable {
    private static final String GET = "SELECT version, value FROM state WHERE partition = ? AND sort = ?";

    private final Database database;
    private final GroupCommit commits;
    private final Watches watches = new Watches();

    FileStateStore(Database database) {
        this.database = database;
        this.commits = new GroupCommit(database);
    }

    /**
     * Opens the store in a database file, which is created if there is none. Its folder must exist.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED if a later release has made it, INVALID if it is not
     *     a state store's database, UNAVAILABLE or NOT_ALLOWED if it cannot be opened or written
     */
    public static FileStateStore open(Path file) {
        return new FileStateStore(Database.open(file, Schema.STATE));
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        Optional<Conflict> conflict = commits.execute(commit);
        if (conflict.isEmpty()) {
            watches.fire(commit.writes());
        }
        return conflict;
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        return database.query("get", session -> {
            Map<StateKey, StateRecord> found = new HashMap<>();
            PreparedStatement get = session.statement(GET);
            for (StateKey key : keys) {
                get.setString(1, key.partition());
                get.setString(2, key.sort());
                try (ResultSet rows = get.executeQuery()) {
                    if (rows.next()) {
                        found.put(key, record(key, rows.getBytes(1), rows.getBytes(2)));
                    }
                }
            }
            return found;
        });
    }

    @Override
    public ScanPage scan(Scan scan) {
        return database.query("scan", session -> {
            PreparedStatement statement = session.statement(sql(scan));
            int parameter = 1;
            statement.setString(parameter++, scan.partition());
            statement.setString(parameter++, scan.lower());
            if (scan.upper().isPresent()) {
                statement.setString(parameter++, scan.upper().get());
            }
            statement.setInt(parameter, scan.limit() + 1);
            try (ResultSet rows = statement.executeQuery()) {
                return page(scan, rows);
            }
        });
    }

    private static String sql(Scan scan) {
        return "SELECT sort, version, value FROM state WHERE partition = ?"
                + (scan.lowerExcluded() ? " AND sort > ?" : " AND sort >= ?")
                + (scan.upper().isPresent() ? " AND sort < ?" : "")
                + (scan.descending() ? " ORDER BY sort DESC LIMIT ?" : " ORDER BY sort LIMIT ?");
    }

    private static ScanPage page(Scan scan, ResultSet rows) throws SQLException {
        List<StateRecord> records = new ArrayList<>();
        long bytes = 0;
        while (rows.next()) {
            if (records.size() == scan.limit() || bytes >= MAX_PAGE_BYTES) {
                return new ScanPage(records, true);
            }
            StateKey key = new StateKey(scan.partition(), rows.getString(1));
            StateRecord record = record(key, rows.getBytes(2), rows.getBytes(3));
            records.add(record);
            bytes += record.bytes();
        }
        return new ScanPage(records, false);
    }

    private static StateRecord record(StateKey key, byte[] version, byte[] value) {
        return new StateRecord(key, value == null ? StateValue.EMPTY : StateValue.wrap(value), id(version));
    }

    static CommitId id(byte[] version) {
        ByteBuffer bytes = ByteBuffer.wrap(version);
        return new CommitId(bytes.getLong(), bytes.getLong());
    }

    static byte[] bytes(CommitId id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        return watches.add(partition, action);
    }

    /** Waits for what is under way and closes the database. Idempotent. Later calls fail with kind FATAL. */
    @Override
    public void close() {
        database.close();
    }
}
