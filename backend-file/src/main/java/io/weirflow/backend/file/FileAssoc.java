package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.DigestPrefix;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An assoc in an SQLite database. Thread-safe; several processes may use the database at once. A store is one transaction,
 * durable when it returns.
 *
 * <p>That an entry was read is recorded at most once an hour, together with the next store, in batches, or on close: a process
 * that is killed may have left uses of its last minutes unrecorded. A batch of {@code get} is read in parts, each of one
 * state of the database. Locked for more than half a minute by another process, it fails with kind TEMPORARY.
 */
public final class FileAssoc implements Assoc, AutoCloseable {
    /** How coarsely uses are recorded. */
    static final Duration USE_PRECISION = Duration.ofHours(1);

    /** Larger transactions would keep others waiting. */
    private static final int BATCH = 10_000;

    private static final int PAGE = 1_000;
    private static final Comparator<AssocKey> TABLE_ORDER =
            Comparator.comparing((AssocKey key) -> key.kind().text()).thenComparing(AssocKey::digest);

    private final Database database;
    private final Clock clock;
    private final String labels;
    private final RecentUses uses = new RecentUses();

    FileAssoc(Database database, Clock clock, Set<String> labels) {
        this.database = database;
        this.clock = clock;
        this.labels = AssocRows.Labels.format(labels);
    }

    /**
     * Opens the assoc in a database file, which is created if there is none. The folder must exist.
     *
     * @throws WeirflowException of kind INVALID if the file is something else, of kind NOT_SUPPORTED if a later release made it
     */
    public static FileAssoc open(Path file) {
        return open(file, Set.of());
    }

    /**
     * Opens the assoc, and attaches labels {@code key=value} to what is stored through it, beside those that an entry has.
     *
     * @throws WeirflowException of kind INVALID also if a label is empty or holds a line break
     */
    public static FileAssoc open(Path file, Set<String> labels) {
        for (String label : labels) {
            if (label.isBlank() || label.lines().count() != 1) {
                throw WeirflowException.of(
                        ErrorKind.INVALID, "open assoc", "a label is one line, key=value", '"' + label + '"');
            }
        }
        return new FileAssoc(Database.open(file, Schema.ASSOC), Clock.systemUTC(), labels);
    }

    @Override
    public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        Map<AssocKind, List<Digest>> byKind = new EnumMap<>(AssocKind.class);
        for (AssocKey key : keys) {
            byKind.computeIfAbsent(key.kind(), kind -> new ArrayList<>()).add(key.digest());
        }
        Map<AssocKey, AssocValue> found = new HashMap<>(2 * keys.size());
        List<AssocKey> stale = new ArrayList<>();
        long now = now();
        byKind.forEach((kind, digests) -> {
            for (int from = 0; from < digests.size(); from += BATCH) {
                List<Digest> part = digests.subList(from, Math.min(from + BATCH, digests.size()));
                database.read("get", session -> {
                    AssocRows.get(session, kind, part, found, now - USE_PRECISION.toSeconds(), stale);
                    return part;
                });
            }
        });
        if (uses.add(stale, now)) {
            recordUses();
        }
        return found;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries) {
        List<Map.Entry<AssocKey, AssocValue>> sorted = sorted(entries);
        long now = now();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            List<Map.Entry<AssocKey, AssocValue>> part = sorted.subList(from, Math.min(from + BATCH, sorted.size()));
            Map<AssocKey, Long> used = uses.take(BATCH);
            database.write("store", session -> {
                for (Map.Entry<AssocKey, AssocValue> entry : part) {
                    AssocRows.store(session, entry.getKey(), entry.getValue(), now, labels);
                }
                writeUses(session, used);
                return part;
            });
        }
    }

    /** Records in the database what was read. */
    private void recordUses() {
        Map<AssocKey, Long> used = uses.take(BATCH);
        while (!used.isEmpty()) {
            Map<AssocKey, Long> part = used;
            database.write("record uses", session -> {
                writeUses(session, part);
                return part;
            });
            used = uses.take(BATCH);
        }
    }

    private static void writeUses(DatabaseSession session, Map<AssocKey, Long> used) throws java.sql.SQLException {
        for (Map.Entry<AssocKey, Long> use : sorted(used)) {
            AssocRows.use(session, use.getKey(), use.getValue());
        }
    }

    /** Returns entries in the order of the table: neighbours lie on the same page, which is then written once. */
    private static <T> List<Map.Entry<AssocKey, T>> sorted(Map<AssocKey, T> entries) {
        List<Map.Entry<AssocKey, T>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Map.Entry.comparingByKey(TABLE_ORDER));
        return sorted;
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        database.write("delete", session -> {
            for (AssocKey key : keys) {
                AssocRows.delete(session, key);
            }
            return keys;
        });
    }

    @Override
    public List<Digest> expand(AssocKind kind, String hexPrefix) {
        DigestPrefix prefix = DigestPrefix.parse(hexPrefix);
        return database.read(
                "expand", session -> AssocRows.expand(session, kind, prefix.first(), prefix.last(), MAX_EXPANSIONS));
    }

    /** {@inheritDoc} Exact; linear in the number of entries. */
    @Override
    public long count() {
        return database.read("count", AssocRows::count);
    }

    /** {@inheritDoc} Read in pages, with no transaction open during a callback. */
    @Override
    public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
        recordUses();
        for (AssocKind kind : kinds) {
            byte[] after = new byte[0];
            List<AssocEntry> page;
            do {
                byte[] start = after;
                page = database.read("scan", session -> AssocRows.page(session, kind, start, PAGE));
                page.forEach(action);
                after = page.isEmpty()
                        ? after
                        : page.get(page.size() - 1).key().digest().toBytes();
            } while (page.size() == PAGE);
        }
    }

    /**
     * {@inheritDoc} Entries that are used or stored between judgement and removal stay. Uses that other processes have not yet
     * recorded are not seen: the threshold should lie more than an hour back.
     */
    @Override
    public CollectSummary collect(CollectPolicy policy) {
        recordUses();
        long examined = 0;
        long removed = 0;
        for (AssocKind kind : AssocKind.values()) {
            byte[] after = new byte[0];
            List<AssocRows.Use> page;
            do {
                byte[] start = after;
                page = database.read("collect", session -> AssocRows.pageOfUses(session, kind, start, PAGE));
                examined += page.size();
                removed += removeGarbage(kind, page, policy);
                after = page.isEmpty()
                        ? after
                        : page.get(page.size() - 1).digest().toBytes();
            } while (page.size() == PAGE);
        }
        return new CollectSummary(examined, removed, 0);
    }

    private long removeGarbage(AssocKind kind, List<AssocRows.Use> page, CollectPolicy policy) {
        List<AssocRows.Use> garbage = page.stream()
                .filter(use -> policy.isGarbage(use.digest(), Instant.ofEpochSecond(use.used())))
                .toList();
        if (garbage.isEmpty() || policy.dryRun()) {
            return garbage.size();
        }
        return database.write("collect", session -> {
            long removed = 0;
            for (AssocRows.Use use : garbage) {
                removed += AssocRows.deleteUnused(session, kind, use) ? 1 : 0;
            }
            return removed;
        });
    }

    /** Records the last uses and closes the database. Idempotent. */
    @Override
    public void close() {
        try {
            if (!database.isClosed()) {
                recordUses();
            }
        } catch (WeirflowException e) {
            System.getLogger(FileAssoc.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "what was read of the cache is not recorded: {0}",
                            e.getMessage());
        } finally {
            database.close();
        }
    }
}
