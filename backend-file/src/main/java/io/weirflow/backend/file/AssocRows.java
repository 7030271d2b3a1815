package io.weirflow.backend.file;

import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The statements on the table {@code assoc}, to be used within a transaction. */
final class AssocRows {
    /** How many keys one statement looks up: measured, fewer cost up to a third more for each, more gain nothing. */
    static final int LOOKUP = 64;

    private static final String MARKS = "?, ".repeat(LOOKUP - 1) + '?';
    private static final String GET = "SELECT digest, used, inline, reference FROM assoc WHERE kind = ? AND digest IN ";
    private static final String GET_ONE = GET + "(?)";
    private static final String GET_MANY = GET + '(' + MARKS + ')';
    private static final String STORE = """
            INSERT INTO assoc (kind, digest, reference, inline, used, labels) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, digest) DO UPDATE SET
              reference = excluded.reference,
              inline = excluded.inline,
              used = excluded.used,
              labels = CASE
                WHEN instr(labels, excluded.labels) > 0 OR excluded.labels = '' THEN labels
                ELSE labels || excluded.labels
              END""";
    private static final String USE = "UPDATE assoc SET used = max(used, ?) WHERE kind = ? AND digest = ?";
    private static final String DELETE = "DELETE FROM assoc WHERE kind = ? AND digest = ?";
    private static final String DELETE_UNUSED = DELETE + " AND used = ?";
    private static final String EXPAND =
            "SELECT digest FROM assoc WHERE kind = ? AND digest BETWEEN ? AND ? ORDER BY digest LIMIT ?";
    private static final String SCAN = """
            SELECT digest, used, inline, reference, labels FROM assoc
            WHERE kind = ? AND digest > ? ORDER BY digest LIMIT ?""";
    private static final String SCAN_USES =
            "SELECT digest, used FROM assoc WHERE kind = ? AND digest > ? ORDER BY digest LIMIT ?";

    private AssocRows() {}

    /** An entry's time of last use, in seconds. */
    record Use(Digest digest, long used) {}

    /**
     * Reads values.
     *
     * @param digests keys of one kind, all of them
     * @param found where to put what is there
     * @param staleBefore a time in seconds
     * @param stale where to put the keys that were last used before that time
     */
    static void get(
            DatabaseSession session,
            AssocKind kind,
            List<Digest> digests,
            Map<AssocKey, AssocValue> found,
            long staleBefore,
            List<AssocKey> stale)
            throws SQLException {
        int next = 0;
        while (next < digests.size()) {
            boolean many = digests.size() - next > 1;
            int count = many ? LOOKUP : 1;
            PreparedStatement get = session.statement(many ? GET_MANY : GET_ONE);
            get.setString(1, kind.text());
            for (int i = 0; i < count; i++) { // the last is repeated where there are too few
                get.setBytes(
                        2 + i,
                        digests.get(Math.min(next + i, digests.size() - 1)).toBytes());
            }
            next += count;
            try (ResultSet rows = get.executeQuery()) {
                while (rows.next()) {
                    AssocKey key = new AssocKey(kind, Digest.fromBytes(rows.getBytes(1)));
                    found.put(key, value(rows, 3));
                    if (rows.getLong(2) < staleBefore) {
                        stale.add(key);
                    }
                }
            }
        }
    }

    private static AssocValue value(ResultSet rows, int column) throws SQLException {
        byte[] inline = rows.getBytes(column);
        return inline != null
                ? AssocValue.inline(inline)
                : AssocValue.reference(Digest.fromBytes(rows.getBytes(column + 1)));
    }

    static void store(DatabaseSession session, AssocKey key, AssocValue value, long used, String labels)
            throws SQLException {
        PreparedStatement store = session.statement(STORE);
        store.setString(1, key.kind().text());
        store.setBytes(2, key.digest().toBytes());
        store.setBytes(3, value instanceof AssocValue.Reference r ? r.digest().toBytes() : null);
        store.setBytes(4, value instanceof AssocValue.Inline i ? i.bytes() : null);
        store.setLong(5, used);
        store.setString(6, labels);
        store.executeUpdate();
    }

    static void use(DatabaseSession session, AssocKey key, long used) throws SQLException {
        PreparedStatement use = session.statement(USE);
        use.setLong(1, used);
        use.setString(2, key.kind().text());
        use.setBytes(3, key.digest().toBytes());
        use.executeUpdate();
    }

    static void delete(DatabaseSession session, AssocKey key) throws SQLException {
        PreparedStatement delete = session.statement(DELETE);
        delete.setString(1, key.kind().text());
        delete.setBytes(2, key.digest().toBytes());
        delete.executeUpdate();
    }

    /** Deletes an entry unless it was used since it was looked at. Returns whether it was there as it was. */
    static boolean deleteUnused(DatabaseSession session, AssocKind kind, Use use) throws SQLException {
        PreparedStatement delete = session.statement(DELETE_UNUSED);
        delete.setString(1, kind.text());
        delete.setBytes(2, use.digest().toBytes());
        delete.setLong(3, use.used());
        return delete.executeUpdate() > 0;
    }

    static List<Digest> expand(DatabaseSession session, AssocKind kind, Digest first, Digest last, int limit)
            throws SQLException {
        PreparedStatement expand = session.statement(EXPAND);
        expand.setString(1, kind.text());
        expand.setBytes(2, first.toBytes());
        expand.setBytes(3, last.toBytes());
        expand.setInt(4, limit);
        List<Digest> found = new ArrayList<>();
        try (ResultSet rows = expand.executeQuery()) {
            while (rows.next()) {
                found.add(Digest.fromBytes(rows.getBytes(1)));
            }
        }
        return found;
    }

    /** Returns the entries that follow a key's bytes, which may be empty, in order. */
    static List<AssocEntry> page(DatabaseSession session, AssocKind kind, byte[] after, int limit) throws SQLException {
        List<AssocEntry> page = new ArrayList<>();
        try (ResultSet rows = pageQuery(session, SCAN, kind, after, limit)) {
            while (rows.next()) {
                page.add(new AssocEntry(
                        new AssocKey(kind, Digest.fromBytes(rows.getBytes(1))),
                        value(rows, 3),
                        Instant.ofEpochSecond(rows.getLong(2)),
                        Labels.parse(rows.getString(5))));
            }
        }
        return page;
    }

    /** As {@link #page}, without the values. */
    static List<Use> pageOfUses(DatabaseSession session, AssocKind kind, byte[] after, int limit) throws SQLException {
        List<Use> page = new ArrayList<>();
        try (ResultSet rows = pageQuery(session, SCAN_USES, kind, after, limit)) {
            while (rows.next()) {
                page.add(new Use(Digest.fromBytes(rows.getBytes(1)), rows.getLong(2)));
            }
        }
        return page;
    }

    private static ResultSet pageQuery(DatabaseSession session, String sql, AssocKind kind, byte[] after, int limit)
            throws SQLException {
        PreparedStatement scan = session.statement(sql);
        scan.setString(1, kind.text());
        scan.setBytes(2, after);
        scan.setInt(3, limit);
        return scan.executeQuery();
    }

    static long count(DatabaseSession session) throws SQLException {
        return session.number("SELECT count(*) FROM assoc");
    }

    /** The labels of an entry as one text: each between line feeds, so that the same set written again is found in it. */
    static final class Labels {
        private Labels() {}

        static String format(Set<String> labels) {
            StringBuilder text = new StringBuilder();
            labels.stream()
                    .sorted()
                    .forEach(label -> text.append('\n').append(label).append('\n'));
            return text.toString();
        }

        static Set<String> parse(String text) {
            return text.lines()
                    .filter(line -> !line.isEmpty())
                    .collect(java.util.stream.Collectors.toUnmodifiableSet());
        }
    }
}
