package io.weirflow.journal;

import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Moves the beginning of one history. First the tail follows old epochs, then the epoch moves, so none is overtaken at once. */
final class Trimmer {
    private final Commits commits;
    private final HistoryKeys keys;
    private final Clock clock;

    Trimmer(Commits commits, HistoryKeys keys, Clock clock) {
        this.commits = commits;
        this.keys = keys;
        this.clock = clock;
    }

    Version trim(TrimPolicy policy) {
        Version visible = commits.execute("trim history", () -> {
            Optional<StateRecord> record = commits.store().get(keys.start());
            HistoryStart start = HistoryStart.of(record);
            if (Head.of(commits.store(), keys).version().isEpoch()) {
                return Commits.nothing(Version.EPOCH);
            }
            Instant now = clock.instant();
            HistoryStart next = moveEpoch(moveTail(start, policy, now), policy, now);
            if (next.equals(start)) {
                return Commits.nothing(start.epoch());
            }
            Commit commit = Commit.builder()
                    .put(keys.start(), next.value(), Condition.unchanged(record))
                    .build();
            return Commits.commit(commit, next.epoch());
        });
        if (!visible.isEpoch()) {
            removeHidden(commits, keys);
        }
        return visible;
    }

    private static HistoryStart moveTail(HistoryStart start, TrimPolicy policy, Instant now) {
        long tail = start.tail();
        List<HistoryStart.Move> kept = new ArrayList<>();
        for (HistoryStart.Move move : start.moves()) {
            boolean old = !move.time().plus(policy.hidden()).isAfter(now);
            if (old) {
                tail = Math.max(tail, move.number());
            }
            boolean hinders = move.time().plus(policy.interval()).isAfter(now);
            if (!old || hinders) {
                kept.add(move);
            }
        }
        return new HistoryStart(start.epoch(), tail, kept);
    }

    private HistoryStart moveEpoch(HistoryStart start, TrimPolicy policy, Instant now) {
        boolean recently = start.moves().stream()
                .anyMatch(move -> move.time().plus(policy.interval()).isAfter(now));
        Optional<Version> epoch = recently ? Optional.empty() : choose(start.epoch(), policy.rule(), now);
        return epoch.map(chosen -> {
                    List<HistoryStart.Move> moves = new ArrayList<>(start.moves());
                    moves.add(new HistoryStart.Move(chosen.number(), now));
                    return new HistoryStart(chosen, start.tail(), moves);
                })
                .orElse(start);
    }

    /** Returns the last visible entry that may be hidden with all before it, looking from the end. */
    private Optional<Version> choose(Version epoch, TrimPolicy.Rule rule, Instant now) {
        Iterator<StateRecord> down = commits.store()
                .scanAll(Scan.of(keys.partition())
                        .prefix(HistoryKeys.ENTRY)
                        .from(keys.sort(epoch.number() + 1))
                        .reversed());
        Optional<JournalEntry> next = Optional.empty();
        while (down.hasNext()) {
            StateRecord record = down.next();
            EntryRecord value = EntryRecord.read(record);
            if (value.deleted()) {
                return Optional.empty(); // the start that was read is older than the deletion
            }
            JournalEntry entry = value.entry(HistoryKeys.version(record));
            if (rule.mayHide(entry, next, now)) {
                return Optional.of(entry.version());
            }
            next = Optional.of(entry);
        }
        return Optional.empty();
    }

    /**
     * Removes the entries up to the tail, in batches. Each depends on the start that names the tail, lest entries be removed of a
     * history that was begun anew meanwhile.
     */
    static void removeHidden(Commits commits, HistoryKeys keys) {
        while (commits.execute("remove entries", () -> batch(commits, keys))) {}
    }

    private static Commits.Decision<Boolean> batch(Commits commits, HistoryKeys keys) {
        Optional<StateRecord> start = commits.store().get(keys.start());
        long tail = HistoryStart.of(start).tail();
        List<StateRecord> batch = tail == 0
                ? List.of()
                : commits.store()
                        .scan(Scan.of(keys.partition())
                                .prefix(HistoryKeys.ENTRY)
                                .before(keys.sort(tail + 1))
                                .limit(StateStore.MAX_WRITES - 1))
                        .records();
        if (batch.isEmpty()) {
            return Commits.nothing(false);
        }
        Commit.Builder removal = Commit.builder().check(keys.start(), Condition.unchanged(start));
        batch.forEach(record -> removal.delete(record.key(), Condition.any()));
        return Commits.commit(removal.build(), true);
    }
}
