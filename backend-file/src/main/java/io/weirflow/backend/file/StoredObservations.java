package io.weirflow.backend.file;

import io.weirflow.base.WeirflowException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers the content of files in the table {@code observed}: a row for each folder, or for each part of the files of a large
 * one, so that a change of one file rewrites little. All folders below one are read by a single query.
 */
final class StoredObservations implements Observations {
    private static final int FILES_PER_PART = 512;
    private static final Duration FORGET_AFTER = Duration.ofDays(180);
    private static final Duration SEEN_PRECISION = Duration.ofDays(1);

    /** Folders that begin with a path and a slash: the slash's successor is the first character beyond. */
    private static final String READ =
            "SELECT folder, files, seen FROM observed WHERE folder = ? OR folder >= ? || '/' AND folder < ? || '0'";

    private static final String CLEAR = "DELETE FROM observed WHERE folder = ? AND part >= ?";
    private static final String WRITE = """
            INSERT INTO observed (folder, part, seen, files) VALUES (?, ?, ?, ?)
            ON CONFLICT (folder, part) DO UPDATE SET seen = excluded.seen, files = excluded.files
            WHERE files <> excluded.files OR seen <> excluded.seen""";
    private static final String SEE = "UPDATE observed SET seen = ? WHERE folder = ?";
    private static final String FORGET = "DELETE FROM observed WHERE seen < ?";

    private final Database database;
    private final Clock clock;

    StoredObservations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Known below(String folder) {
        Map<String, List<byte[]>> parts = new HashMap<>();
        List<String> stale = new ArrayList<>();
        long staleBefore = now() - SEEN_PRECISION.toSeconds();
        database.read("look up files", session -> {
            PreparedStatement read = session.statement(READ);
            String prefix = folder.equals("/") ? "" : folder;
            read.setString(1, folder);
            read.setString(2, prefix);
            read.setString(3, prefix);
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    String found = rows.getString(1);
                    parts.computeIfAbsent(found, key -> new ArrayList<>(1)).add(rows.getBytes(2));
                    if (rows.getLong(3) < staleBefore) {
                        stale.add(found);
                    }
                }
            }
            return parts;
        });
        if (!stale.isEmpty()) {
            write(session -> see(session, stale));
        }
        return path -> {
            Map<String, Observation> files = new HashMap<>();
            parts.getOrDefault(path, List.of()).forEach(part -> ObservationFormat.decode(part, files));
            return files;
        };
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private boolean see(DatabaseSession session, List<String> folders) throws SQLException {
        PreparedStatement see = session.statement(SEE);
        for (String folder : folders) {
            see.setLong(1, now());
            see.setString(2, folder);
            see.executeUpdate();
        }
        PreparedStatement forget = session.statement(FORGET);
        forget.setLong(1, now() - FORGET_AFTER.toSeconds());
        forget.executeUpdate();
        return true;
    }

    @Override
    public void remember(Map<String, ? extends Collection<Observation>> folders) {
        write(session -> {
            for (Map.Entry<String, ? extends Collection<Observation>> folder : folders.entrySet()) {
                write(session, folder.getKey(), folder.getValue());
            }
            return true;
        });
    }

    private void write(DatabaseSession session, String folder, Collection<Observation> files) throws SQLException {
        // A power of two, so that the parts stay the same while a few files come and go.
        int wanted = files.size() / FILES_PER_PART;
        int count = wanted == 0 ? 1 : 2 * Integer.highestOneBit(wanted);
        List<List<Observation>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        for (Observation file : files) {
            parts.get(file.name().hashCode() & (count - 1)).add(file);
        }
        PreparedStatement clear = session.statement(CLEAR);
        clear.setString(1, folder);
        clear.setInt(2, files.isEmpty() ? 0 : count);
        clear.executeUpdate();
        PreparedStatement write = session.statement(WRITE);
        for (int i = 0; i < count && !files.isEmpty(); i++) {
            write.setString(1, folder);
            write.setInt(2, i);
            write.setLong(3, now());
            write.setBytes(4, ObservationFormat.encode(parts.get(i)));
            write.executeUpdate();
        }
    }

    /** Writes what only saves time: a failure is not the caller's. */
    private void write(Database.Work<Boolean> work) {
        try {
            database.write("remember files", work);
        } catch (WeirflowException e) {
            System.getLogger(StoredObservations.class.getName())
                    .log(System.Logger.Level.WARNING, "files will be read again: {0}", e.getMessage());
        }
    }
}
