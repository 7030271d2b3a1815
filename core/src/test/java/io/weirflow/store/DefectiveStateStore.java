package io.weirflow.store;

import io.weirflow.base.Utf8Order;
import io.weirflow.store.Conflict.FailedWrite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A plain state store with at most one defect, to see that the contract's rules find it. */
final class DefectiveStateStore implements StateStore {
    /** A defect, and the rule that must find it. */
    enum Defect {
        NONE(""),
        CHECKS_ARE_IGNORED("everyKindOfWriteHonoursEveryCondition"),
        DELETES_IGNORE_VERSIONS("everyKindOfWriteHonoursEveryCondition"),
        ABSENT_MEANS_ANY("ofManyCreatorsExactlyOneWins"),
        NOT_ATOMIC("aConflictLeavesNothingBehind"),
        ONLY_THE_FIRST_CONFLICT_IS_NAMED("aConflictNamesEveryFailedWriteInOrderWithTheVersionFound"),
        THE_VERSION_FOUND_IS_NOT_NAMED("aConflictNamesEveryFailedWriteInOrderWithTheVersionFound"),
        THE_SAME_VALUE_KEEPS_ITS_VERSION("puttingTheSameValueGivesANewVersion"),
        A_RETRY_CONFLICTS("aCommitSentAgainSucceedsOnce"),
        A_RETRY_OF_DELETES_CONFLICTS("aCommitOfDeletesSentAgainSucceeds"),
        A_RETRY_IS_EXECUTED_AGAIN("aCommitSentAgainSucceedsWithoutUndoingWhatOthersDidSince"),
        A_STANDING_RECORD_IS_NOT_RECOGNISED("anotherHandleRecognisesACommitByARecordThatStillStands"),
        CONDITIONS_ARE_CHECKED_TOO_EARLY("noIncrementIsLost"),
        READS_ARE_STALE("whatConcurrentUsersSeeIsExplainedByOneCommitAfterTheOther"),
        HALF_A_COMMIT_IS_SEEN_AND_GOES_AGAIN("whatConcurrentUsersSeeIsExplainedByOneCommitAfterTheOther"),
        HALF_A_COMMIT_IS_SEEN_BEFORE_THE_REST("whoSeesOneWriteOfACommitSeesTheOther"),
        ONLY_100_KEYS_ARE_READ("getAllReturnsThoseThatAreThere"),
        VALUES_ARE_TEXT("valuesAreBytesNotText"),
        EMPTY_MEANS_ABSENT("anEmptyValueIsNotAnAbsentRecord"),
        CASE_IS_IGNORED("keysThatDifferInCaseAccentsOrSpacesAreDifferent"),
        ORDER_IS_THAT_OF_JAVA("aScanIsInTheOrderOfUnsignedUtf8Bytes"),
        PARTITIONS_ARE_PREFIXES("aScanReturnsWholeRecordsOfItsPartitionAlone"),
        THE_UPPER_BOUND_IS_INCLUDED("boundsIncludeTheLowerAndExcludeTheUpper"),
        THE_LIMIT_IS_TAKEN_BEFORE_THE_DIRECTION("scanAllWalksAllPagesInBothDirections"),
        A_FULL_PAGE_IS_THE_LAST("aPageHasTheRecordsUpToTheLimitAndSaysWhetherThereAreMore"),
        LARGE_PAGES_ARE_CUT_OFF("largeRecordsMakeShortPagesThatLoseNothing"),
        HINTS_COME_BEFORE_THE_CHANGE("theChangeIsVisibleToWhoWasHintedAtIt"),
        A_WATCH_FAILS_THE_COMMIT("aFailingWatchDoesNotDisturbTheCommit");

        final String rule;

        Defect(String rule) {
            this.rule = rule;
        }
    }

    /** What all handles share. */
    static final class State {
        final Map<StateKey, StateRecord> records = new HashMap<>();
        final Watches watches = new Watches();
        final AtomicLong reads = new AtomicLong();
        final List<Runnable> crudeWatches = new ArrayList<>();
    }

    private final Defect defect;
    private final State state;
    private final RecentCommits recent = new RecentCommits();
    private final Map<StateKey, StateRecord> cache = new HashMap<>();

    DefectiveStateStore(Defect defect, State state) {
        this.defect = defect;
        this.state = state;
    }

    private boolean has(Defect one) {
        return defect == one;
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        if (has(Defect.HINTS_COME_BEFORE_THE_CHANGE)) {
            long reads = state.reads.get();
            state.watches.fire(commit.writes());
            lingerUntil(reads + 1, 100_000);
        }
        Optional<Conflict> conflict = execute(commit);
        if (conflict.isEmpty() && has(Defect.A_WATCH_FAILS_THE_COMMIT)) {
            state.crudeWatches.forEach(Runnable::run);
        } else if (conflict.isEmpty()) {
            state.watches.fire(commit.writes());
        }
        return conflict;
    }

    private Optional<Conflict> execute(Commit commit) {
        Optional<Conflict> early = Optional.empty();
        if (has(Defect.CONDITIONS_ARE_CHECKED_TOO_EARLY)) {
            synchronized (state) {
                early = conflict(commit);
            }
            linger();
        }
        if (has(Defect.HALF_A_COMMIT_IS_SEEN_AND_GOES_AGAIN)) {
            Map<StateKey, StateRecord> before;
            synchronized (state) {
                before = new HashMap<>(state.records);
                apply(commit.writes().get(0), commit.id());
            }
            linger();
            synchronized (state) {
                state.records.clear();
                state.records.putAll(before);
            }
        }
        if (has(Defect.HALF_A_COMMIT_IS_SEEN_BEFORE_THE_REST)) {
            synchronized (state) {
                if (isKnown(commit) || conflict(commit).isPresent()) {
                    return isKnown(commit) ? Optional.empty() : conflict(commit);
                }
                apply(commit.writes().get(0), commit.id());
            }
            lingerUntil(state.reads.get() + 10, 1000);
            synchronized (state) {
                commit.writes().forEach(write -> apply(write, commit.id()));
                recent.add(commit.id());
            }
            return Optional.empty();
        }
        synchronized (state) {
            if (isKnown(commit)) {
                return Optional.empty();
            }
            Optional<Conflict> conflict = has(Defect.CONDITIONS_ARE_CHECKED_TOO_EARLY) ? early : conflict(commit);
            if (conflict.isEmpty()) {
                commit.writes().forEach(write -> apply(write, commit.id()));
                recent.add(commit.id());
            } else if (has(Defect.NOT_ATOMIC)) {
                apply(commit.writes().get(0), commit.id());
            }
            return conflict;
        }
    }

    private boolean isKnown(Commit commit) {
        boolean stands = commit.writes().stream()
                .anyMatch(write ->
                        write instanceof Write.Put && version(write.key()).equals(Optional.of(commit.id())));
        return switch (defect) {
            case A_RETRY_CONFLICTS -> false;
            case A_RETRY_OF_DELETES_CONFLICTS, A_RETRY_IS_EXECUTED_AGAIN -> stands;
            case A_STANDING_RECORD_IS_NOT_RECOGNISED -> recent.contains(commit.id());
            default -> stands || recent.contains(commit.id());
        };
    }

    private Optional<Conflict> conflict(Commit commit) {
        List<FailedWrite> failures = new ArrayList<>();
        for (int i = 0; i < commit.writes().size(); i++) {
            Write write = commit.writes().get(i);
            Optional<CommitId> found = version(write.key());
            boolean ignored = has(Defect.CHECKS_ARE_IGNORED) && write instanceof Write.Check
                    || has(Defect.DELETES_IGNORE_VERSIONS)
                            && write instanceof Write.Delete
                            && write.condition() instanceof Condition.AtVersion
                    || has(Defect.ABSENT_MEANS_ANY) && write.condition() instanceof Condition.Absent;
            if (!ignored && !write.condition().holdsFor(found)) {
                failures.add(new FailedWrite(
                        i, write, has(Defect.THE_VERSION_FOUND_IS_NOT_NAMED) ? Optional.empty() : found));
            }
        }
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Conflict(
                commit.id(), has(Defect.ONLY_THE_FIRST_CONFLICT_IS_NAMED) ? failures.subList(0, 1) : failures));
    }

    private Optional<CommitId> version(StateKey key) {
        return Optional.ofNullable(state.records.get(stored(key))).map(StateRecord::version);
    }

    private void apply(Write write, CommitId id) {
        StateKey key = stored(write.key());
        StateRecord old = state.records.get(key);
        if (write instanceof Write.Delete) {
            state.records.remove(key);
        } else if (write instanceof Write.Put put) {
            boolean same = old != null && old.value().equals(put.value());
            StateValue value =
                    has(Defect.VALUES_ARE_TEXT) ? StateValue.utf8(put.value().utf8()) : put.value();
            if (!same || !has(Defect.THE_SAME_VALUE_KEEPS_ITS_VERSION)) {
                state.records.put(key, new StateRecord(put.key(), value, id));
            }
        }
    }

    private StateKey stored(StateKey key) {
        return has(Defect.CASE_IS_IGNORED)
                ? new StateKey(key.partition(), key.sort().toLowerCase(Locale.ROOT))
                : key;
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        Map<StateKey, StateRecord> found = new HashMap<>();
        synchronized (state) {
            for (StateKey key : keys) {
                StateRecord record = state.records.get(stored(key));
                if (has(Defect.READS_ARE_STALE)) {
                    record = cache.getOrDefault(key, record);
                    cache.put(key, record);
                }
                boolean hidden = record != null && record.value().size() == 0 && has(Defect.EMPTY_MEANS_ABSENT);
                if (record != null && !hidden && !(has(Defect.ONLY_100_KEYS_ARE_READ) && found.size() >= 50)) {
                    found.put(key, record);
                }
            }
        }
        state.reads.incrementAndGet();
        return found;
    }

    @Override
    public ScanPage scan(Scan scan) {
        List<StateRecord> range = new ArrayList<>();
        synchronized (state) {
            state.records.values().stream().filter(r -> isIn(scan, r.key())).forEach(range::add);
        }
        Comparator<String> order = has(Defect.ORDER_IS_THAT_OF_JAVA) ? Comparator.naturalOrder() : Utf8Order.INSTANCE;
        range.sort(Comparator.comparing(r -> r.key().sort(), order));
        boolean cutFirst = has(Defect.THE_LIMIT_IS_TAKEN_BEFORE_THE_DIRECTION);
        List<StateRecord> page = cutFirst ? new ArrayList<>(cut(scan, range)) : range;
        if (scan.descending()) {
            Collections.reverse(page);
        }
        page = cut(scan, page);
        boolean last = has(Defect.A_FULL_PAGE_IS_THE_LAST)
                || has(Defect.LARGE_PAGES_ARE_CUT_OFF) && page.size() < scan.limit();
        return new ScanPage(page, !last && page.size() < range.size());
    }

    private static List<StateRecord> cut(Scan scan, List<StateRecord> records) {
        int end = 0;
        for (long bytes = 0; end < Math.min(scan.limit(), records.size()) && bytes < MAX_PAGE_BYTES; end++) {
            bytes += records.get(end).bytes();
        }
        return records.subList(0, end);
    }

    private boolean isIn(Scan scan, StateKey key) {
        boolean atUpper =
                has(Defect.THE_UPPER_BOUND_IS_INCLUDED) && scan.upper().equals(Optional.of(key.sort()));
        boolean inPartition = has(Defect.PARTITIONS_ARE_PREFIXES)
                ? key.partition().startsWith(scan.partition())
                : key.partition().equals(scan.partition());
        return inPartition && (atUpper || scan.contains(key.sort()));
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        state.crudeWatches.add(action);
        return state.watches.add(partition, action);
    }

    /** Gives readers time for several reads in between, however busy the machine is; not for ever, since there may be none. */
    private void lingerUntil(long reads, int times) {
        for (int i = 0; i < times && state.reads.get() < reads; i++) {
            linger();
        }
    }

    /** Gives other threads time to come in between. */
    private static void linger() {
        LockSupport.parkNanos(100_000);
    }
}
