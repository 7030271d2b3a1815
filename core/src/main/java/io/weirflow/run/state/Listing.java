package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.RunPage;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStats;
import io.weirflow.run.RunSummary;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists and counts runs: of each its record in the list and its progress, never its nodes. */
final class Listing {
    private static final int PAGE = 100;

    private final Shared shared;

    Listing(Shared shared) {
        this.shared = shared;
    }

    Map<Ulid, RunSummary> find(Collection<Ulid> runs) {
        Set<StateKey> keys = new HashSet<>();
        for (Ulid run : runs) {
            keys.add(shared.keys().listed(run));
            keys.add(shared.keys().progress(run));
        }
        Map<StateKey, StateRecord> found = shared.store().getAll(keys);
        Map<Ulid, RunSummary> summaries = new HashMap<>();
        for (Ulid run : runs) {
            summary(
                            found.get(shared.keys().listed(run)),
                            found.get(shared.keys().progress(run)))
                    .ifPresent(summary -> summaries.put(run, summary));
        }
        return summaries;
    }

    private static Optional<RunSummary> summary(@Nullable StateRecord listed, @Nullable StateRecord progress) {
        if (listed == null || progress == null) {
            return Optional.empty();
        }
        RunHeader header = RunHeader.read(listed);
        Progress counted = Progress.read(progress);
        Ulid run = Ulid.parse(listed.key().sort());
        return Optional.of(new RunSummary(
                run, header.created(), header.options(), counted.begun(), counted.counts(), counted.finished()));
    }

    RunPage list(RunQuery query) {
        List<RunSummary> runs = new ArrayList<>();
        Optional<Scan> next = range(query);
        while (next.isPresent()) {
            ScanPage page = shared.store().scan(next.get().limit(limit(query, runs.size())));
            List<StateRecord> records = page.records();
            for (RunSummary run : summaries(records)) {
                if (query.matches(run)) {
                    runs.add(run);
                }
            }
            next = page.more() ? Optional.of(next.get().behind(records.get(records.size() - 1))) : Optional.empty();
            if (query.limit() > 0 && runs.size() == query.limit()) {
                return new RunPage(
                        runs, next.map(rest -> runs.get(runs.size() - 1).id()));
            }
        }
        return new RunPage(runs, Optional.empty());
    }

    /** Never reads more than can still be returned, so that the page ends with its last run. */
    private static int limit(RunQuery query, int found) {
        return query.limit() == 0 ? StateStore.MAX_SCAN : Math.min(PAGE, query.limit() - found);
    }

    private Optional<Scan> range(RunQuery query) {
        Scan scan = Scan.of(shared.keys().list()).reversed();
        Optional<Ulid> end = query.newest().map(newest -> RunIds.least(millis(newest) + 1));
        if (query.after().isPresent() && (end.isEmpty() || query.after().get().compareTo(end.get()) < 0)) {
            end = query.after();
        }
        if (end.isPresent()) {
            scan = scan.before(end.get().toString());
        }
        if (query.oldest().isPresent()) {
            Ulid begin = RunIds.least(millis(query.oldest().get()));
            if (end.isPresent() && begin.compareTo(end.get()) >= 0) {
                return Optional.empty();
            }
            scan = scan.from(begin.toString());
        }
        return Optional.of(scan);
    }

    /** Returns a time within what identities can express. */
    private static long millis(Instant instant) {
        Instant latest = Instant.ofEpochMilli((1L << 47) - 2);
        if (instant.isAfter(latest)) {
            return latest.toEpochMilli();
        }
        return instant.isBefore(Instant.EPOCH) ? 0 : instant.toEpochMilli();
    }

    private List<RunSummary> summaries(List<StateRecord> listed) {
        List<StateKey> keys = new ArrayList<>();
        listed.forEach(record ->
                keys.add(shared.keys().progress(Ulid.parse(record.key().sort()))));
        Map<StateKey, StateRecord> found = shared.store().getAll(keys);
        List<RunSummary> runs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            summary(listed.get(i), found.get(keys.get(i))).ifPresent(runs::add);
        }
        return runs;
    }

    RunStats stats() {
        long ready = 0;
        long orphaned = 0;
        long running = 0;
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            for (Iterator<StateRecord> all = all(shared.keys().claimable(shard)); all.hasNext(); ) {
                if (ClaimableIndex.type(all.next()) == NodeEventType.NODE_READY) {
                    ready++;
                } else {
                    orphaned++;
                }
            }
            for (Iterator<StateRecord> all = all(shared.keys().running(shard)); all.hasNext(); all.next()) {
                running++;
            }
        }
        long runs = 0;
        long nodes = 0;
        long completed = 0;
        for (RunSummary run : list(RunQuery.ALL).runs()) {
            runs++;
            nodes += run.counts().nodes();
            completed += run.counts().allCompleted();
        }
        long waiting = Math.max(0, nodes - completed - ready - orphaned - running);
        return new RunStats(runs, waiting, ready, running, orphaned, completed);
    }

    private Iterator<StateRecord> all(String partition) {
        return shared.store().scanAll(Scan.of(partition).limit(StateStore.MAX_SCAN));
    }
}
