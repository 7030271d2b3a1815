package io.weirflow.run.history;

import io.weirflow.digest.Digest;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Lists things by time: in buckets of a month, each in shards, so that no partition grows for ever or takes all writes; and a list of
 * the buckets that there are, so that empty months cost nothing.
 */
final class TimeIndex {
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);
    private static final int MAX_NAME = 200;
    /** Lies after all that begins with digits. */
    private static final String END = "~";

    private final String prefix;
    private final int shards;

    TimeIndex(String namespace, String name, int shards) {
        this.prefix = namespace + "/history/index/" + name;
        this.shards = shards;
    }

    /** Returns a name as part of a key: itself, or a digest if it is long or has control characters. */
    static String part(String name) {
        boolean plain = name.length() <= MAX_NAME
                && name.chars().noneMatch(Character::isISOControl)
                && name.chars().noneMatch(c -> Character.isSurrogate((char) c));
        return plain
                ? "=" + name
                : Digest.of(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Returns the sort key of a thing that was started at a time. */
    static String sort(Instant time, String id) {
        return StateKey.number(Math.max(0, time.toEpochMilli())) + "/" + id;
    }

    static String id(String sort) {
        return sort.substring(sort.indexOf('/') + 1);
    }

    private static String month(Instant time) {
        return MONTH.format(time);
    }

    /** Returns the write that says that there is a bucket, which is needed once. */
    Write bucket(Instant time) {
        return new Write.Put(new StateKey(prefix, month(time)), StateValue.EMPTY, Condition.any());
    }

    String bucketName(Instant time) {
        return prefix + "/" + month(time);
    }

    Write entry(Instant time, String id) {
        return new Write.Put(key(time, id), StateValue.EMPTY, Condition.any());
    }

    Write removal(Instant time, String id) {
        return new Write.Delete(key(time, id), Condition.any());
    }

    private StateKey key(Instant time, String id) {
        return new StateKey(shard(month(time), Math.floorMod(id.hashCode(), shards)), sort(time, id));
    }

    private String shard(String month, int number) {
        return prefix + "/" + month + "/" + number;
    }

    /** Returns the sort keys that a query selects, the last first: one more than its limit if there are more. */
    List<String> select(StateStore store, HistoryQuery query) {
        String upper = query.until().map(time -> sort(time, "")).orElse(END);
        if (query.after().isPresent() && query.after().get().compareTo(upper) < 0) {
            upper = query.after().get();
        }
        String lower = query.since().map(time -> sort(time, "")).orElse("0");
        int wanted = query.limit() + 1;
        List<String> found = new ArrayList<>();
        Iterator<StateRecord> months = months(store, query, upper);
        while (months.hasNext() && found.size() < wanted) {
            String month = months.next().key().sort();
            List<String> inMonth = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                Scan scan = Scan.of(shard(month, shard))
                        .from(lower)
                        .before(upper)
                        .reversed()
                        .limit(wanted - found.size());
                store.scan(scan)
                        .records()
                        .forEach(record -> inMonth.add(record.key().sort()));
            }
            inMonth.sort(Comparator.reverseOrder());
            found.addAll(inMonth.subList(0, Math.min(inMonth.size(), wanted - found.size())));
        }
        return found;
    }

    private Iterator<StateRecord> months(StateStore store, HistoryQuery query, String upper) {
        Scan scan = Scan.of(prefix).reversed();
        if (query.since().isPresent()) {
            scan = scan.from(month(query.since().get()));
        }
        Optional<Instant> last = upper.equals(END)
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(Long.parseLong(upper.substring(0, upper.indexOf('/')))));
        if (last.isPresent()) {
            scan = scan.before(month(last.get()) + END);
        }
        return store.scanAll(scan);
    }

    /** Returns the oldest sort keys before a time, shard by shard. */
    List<String> oldest(StateStore store, Instant before, int limit) {
        List<String> found = new ArrayList<>();
        Iterator<StateRecord> months = store.scanAll(Scan.of(prefix).before(month(before) + END));
        while (months.hasNext() && found.isEmpty()) {
            String month = months.next().key().sort();
            for (int shard = 0; shard < shards && found.size() < limit; shard++) {
                Scan scan =
                        Scan.of(shard(month, shard)).before(sort(before, "")).limit(limit - found.size());
                store.scan(scan)
                        .records()
                        .forEach(record -> found.add(record.key().sort()));
            }
        }
        return found;
    }
}
