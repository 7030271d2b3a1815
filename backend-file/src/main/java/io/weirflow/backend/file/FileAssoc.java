package io.weirflow.backend.file;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An assoc in an SQLite database, which several processes may use at once. */
public final class FileAssoc implements Assoc, AutoCloseable {
    private static final String GET = "SELECT reference, inline FROM assoc WHERE kind = ? AND digest = ?";
    private static final String STORE = """
            INSERT INTO assoc (kind, digest, reference, inline, used, labels) VALUES (?, ?, ?, ?, ?, '')
            ON CONFLICT (kind, digest) DO UPDATE
            SET reference = excluded.reference, inline = excluded.inline, used = excluded.used""";
    private static final String DELETE = "DELETE FROM assoc WHERE kind = ? AND digest = ?";

    private final Database database;
    private final Clock clock;

    private FileAssoc(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Opens the assoc in a database file, which is created if there is none. */
    public static FileAssoc open(Path file) {
        return new FileAssoc(Database.open(file, Schema.ASSOC), Clock.systemUTC());
    }

    @Override
    public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        return database.read("get", session -> {
            Map<AssocKey, AssocValue> found = new HashMap<>();
            PreparedStatement get = session.statement(GET);
            for (AssocKey key : keys) {
                bind(get, key);
                try (ResultSet rows = get.executeQuery()) {
                    if (rows.next()) {
                        found.put(key, value(rows.getBytes(1), rows.getBytes(2)));
                    }
                }
            }
            return found;
        });
    }

    private static void bind(PreparedStatement statement, AssocKey key) throws SQLException {
        statement.setString(1, key.kind().text());
        statement.setBytes(2, key.digest().toBytes());
    }

    private static AssocValue value(byte[] reference, byte[] inline) {
        return inline == null ? AssocValue.reference(Digest.fromBytes(reference)) : AssocValue.inline(inline);
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries) {
        long now = clock.instant().getEpochSecond();
        database.write("store", session -> {
            PreparedStatement store = session.statement(STORE);
            for (Map.Entry<AssocKey, AssocValue> entry : entries.entrySet()) {
                bind(store, entry.getKey());
                AssocValue value = entry.getValue();
                store.setBytes(
                        3, value instanceof AssocValue.Reference r ? r.digest().toBytes() : null);
                store.setBytes(4, value instanceof AssocValue.Inline i ? i.bytes() : null);
                store.setLong(5, now);
                store.executeUpdate();
            }
            return entries.size();
        });
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        database.write("delete", session -> {
            PreparedStatement delete = session.statement(DELETE);
            for (AssocKey key : keys) {
                bind(delete, key);
                delete.executeUpdate();
            }
            return keys.size();
        });
    }

    @Override
    public List<Digest> expand(AssocKind kind, String hexPrefix) {
        return database.read("expand", session -> {
            List<Digest> found = new ArrayList<>();
            PreparedStatement expand = session.statement(
                    "SELECT digest FROM assoc WHERE kind = ? AND digest BETWEEN ? AND ? ORDER BY digest LIMIT 10");
            expand.setString(1, kind.text());
            expand.setBytes(2, Digest.parseHex(padded(hexPrefix, "0")).toBytes());
            expand.setBytes(3, Digest.parseHex(padded(hexPrefix, "f")).toBytes());
            try (ResultSet rows = expand.executeQuery()) {
                while (rows.next()) {
                    found.add(Digest.fromBytes(rows.getBytes(1)));
                }
            }
            return found;
        });
    }

    private static String padded(String prefix, String digit) {
        return prefix + digit.repeat(2 * Digest.SIZE_BYTES - prefix.length());
    }

    @Override
    public long count() {
        return database.read("count", session -> {
            try (ResultSet rows =
                    session.statement("SELECT count(*) FROM assoc").executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @Override
    public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
        List<AssocEntry> entries = database.read("scan", session -> {
            List<AssocEntry> found = new ArrayList<>();
            PreparedStatement scan =
                    session.statement("SELECT digest, reference, inline, used FROM assoc WHERE kind = ?");
            for (AssocKind kind : kinds) {
                scan.setString(1, kind.text());
                try (ResultSet rows = scan.executeQuery()) {
                    while (rows.next()) {
                        found.add(new AssocEntry(
                                new AssocKey(kind, Digest.fromBytes(rows.getBytes(1))),
                                value(rows.getBytes(2), rows.getBytes(3)),
                                Instant.ofEpochSecond(rows.getLong(4)),
                                Set.of()));
                    }
                }
            }
            return found;
        });
        entries.forEach(action);
    }

    @Override
    public void close() {
        database.close();
    }
}
