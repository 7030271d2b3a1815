package io.weirflow.journal;

import com.google.common.collect.Iterators;
import com.google.common.collect.Lists;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads histories. From the upper end a page holds, in this order, the start, the snapshot and the newest entries: for most
 * histories that is all there is to read. Scans are no snapshots of the partition, but entries never change, and what is read
 * before them only says how far back to go.
 */
final class HistoryReader {
    private static final int PAGE = 64;

    private final StateStore store;
    private final HistoryKeys keys;

    HistoryReader(StateStore store, HistoryKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** Reads the visible history, or what comes after its snapshot. */
    History read(boolean useSnapshot) {
        ScanPage page = store.scan(Scan.of(keys.partition()).reversed().limit(PAGE));
        Optional<StateRecord> start = Optional.empty();
        Optional<StoredSnapshot> snapshot = Optional.empty();
        List<StateRecord> newest = new ArrayList<>();
        for (StateRecord record : page.records()) {
            if (record.key().equals(keys.start())) {
                start = Optional.of(record);
            } else if (record.key().equals(keys.snapshot())) {
                snapshot = Optional.of(StoredSnapshot.read(record));
            } else {
                newest.add(record);
            }
        }
        Head head = newest.isEmpty() ? Head.NONE : Head.of(newest.get(0));
        if (head.version().isEpoch()) {
            return new History(Version.EPOCH, Optional.empty(), head.last(), Collections.emptyIterator());
        }
        Version floor = floor(HistoryStart.of(start).epoch(), newest);
        Version visible = floor;
        Optional<StoredSnapshot> usable =
                snapshot.filter(s -> useSnapshot && isWithin(s.version(), visible, head.last()));
        if (usable.isPresent()) {
            floor = usable.get().version();
        }
        return new History(head.version(), usable, floor, entries(floor, newest));
    }

    private static boolean isWithin(Version snapshot, Version visible, Version head) {
        return snapshot.number() > visible.number() && (snapshot.equals(head) || snapshot.number() < head.number());
    }

    /** Returns the version after which entries are visible: the epoch, or a deletion that was met above it. */
    private static Version floor(Version epoch, List<StateRecord> newest) {
        for (StateRecord record : newest) {
            if (HistoryKeys.number(record) <= epoch.number()) {
                break;
            }
            if (EntryRecord.read(record).deleted()) {
                return HistoryKeys.version(record);
            }
        }
        return epoch;
    }

    private Iterator<JournalEntry> entries(Version floor, List<StateRecord> newest) {
        List<StateRecord> above = newest.stream()
                .filter(record -> HistoryKeys.number(record) > floor.number())
                .toList();
        Iterator<StateRecord> records = Lists.reverse(above).iterator();
        long lowest = above.isEmpty() ? Long.MAX_VALUE : HistoryKeys.number(above.get(above.size() - 1));
        if (!above.isEmpty() && lowest > floor.number() + 1) {
            Scan before = Scan.of(keys.partition())
                    .from(keys.sort(floor.number() + 1))
                    .before(keys.sort(lowest));
            records = Iterators.concat(store.scanAll(before), records);
        }
        return new EntryIterator(records, floor);
    }

    /**
     * Returns the entries after a version, or nothing if the history has no such version any more.
     *
     * @param after not the epoch
     */
    Optional<Iterator<JournalEntry>> after(Version after) {
        Scan scan = Scan.of(keys.partition()).prefix(HistoryKeys.ENTRY).from(keys.sort(after.number()));
        ScanPage page = store.scan(scan);
        List<StateRecord> records = page.records();
        if (records.isEmpty() || !HistoryKeys.version(records.get(0)).equals(after)) {
            return Optional.empty();
        }
        if (records.stream().anyMatch(record -> EntryRecord.read(record).deleted())) {
            return Optional.empty();
        }
        Iterator<StateRecord> all = records.iterator();
        if (page.more()) {
            all = Iterators.concat(all, store.scanAll(scan.behind(records.get(records.size() - 1))));
        }
        all.next();
        return Optional.of(new EntryIterator(all, after));
    }
}
