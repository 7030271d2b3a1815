package io.weirflow.journal;

import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Removes deleted histories in two steps: what was in them, and later that there was one. An item in the list of removals stands
 * under the time of the deletion, and says in its second step that the first is done.
 */
final class Removals {
    private static final int BATCH = 20;
    private static final String DONE = "removed ";

    private final Commits commits;
    private final String namespace;
    private final Clock clock;

    Removals(Commits commits, String namespace, Clock clock) {
        this.commits = commits;
        this.namespace = namespace;
        this.clock = clock;
    }

    boolean sweep() {
        Instant now = clock.instant();
        boolean forgot = forgetDeletions(now);
        boolean removed = removeEntries(now);
        return forgot || removed;
    }

    /** What was deleted at or before an instant, from the oldest. */
    private Scan deletedBy(Instant time) {
        return Scan.of(HistoryKeys.removals(namespace)).before(bound(time));
    }

    private static String bound(Instant time) {
        return StateKey.number(Math.max(0, time.toEpochMilli() + 1));
    }

    private boolean removeEntries(Instant now) {
        // Those between the two ages; the older ones are forgotten whole.
        Scan due = deletedBy(now.minus(Journal.ENTRIES_KEPT)).from(bound(now.minus(Journal.DELETION_KEPT)));
        boolean some = false;
        for (var items = commits.store().scanAll(due); items.hasNext(); ) {
            StateRecord item = items.next();
            if (!item.value().utf8().startsWith(DONE)) {
                removeEntriesOf(item);
                some = true;
            }
        }
        return some;
    }

    private void removeEntriesOf(StateRecord item) {
        Trimmer.removeHidden(commits, keys(item));
        Commit done = Commit.builder()
                .put(item.key(), StateValue.utf8(DONE + item.value().utf8()), Condition.unchanged(item))
                .build();
        commits.send(done).ifPresent(conflict -> {
            // another sweeper was as fast
        });
    }

    private boolean forgetDeletions(Instant now) {
        List<StateRecord> due = commits.store()
                .scan(deletedBy(now.minus(Journal.DELETION_KEPT)).limit(BATCH))
                .records();
        due.forEach(this::forget);
        return due.size() == BATCH;
    }

    /** Removes the entry of the deletion: with the start if nothing was begun since, so that nothing at all remains. */
    private void forget(StateRecord item) {
        String text = item.value().utf8();
        Version deletion = Version.parse(text.startsWith(DONE) ? text.substring(DONE.length()) : text);
        HistoryKeys keys = keys(item);
        Trimmer.removeHidden(commits, keys);
        commits.execute("forget deleted history", () -> {
            boolean stands = commits.store()
                    .get(keys.entry(deletion.number()))
                    .filter(record -> record.version().equals(deletion.id()))
                    .isPresent();
            Commit.Builder commit = Commit.builder().delete(item.key(), Condition.any());
            if (stands) {
                Head head = Head.of(commits.store(), keys);
                commit.delete(keys.entry(deletion.number()), Condition.at(deletion.id()));
                if (head.last().equals(deletion)) {
                    commit.check(keys.entry(head.next()), Condition.absent())
                            .delete(keys.start(), Condition.any())
                            .delete(keys.snapshot(), Condition.any());
                }
            }
            return Commits.commit(commit.build(), true);
        });
    }

    private HistoryKeys keys(StateRecord item) {
        String sort = item.key().sort();
        return HistoryKeys.of(namespace, sort.substring(sort.indexOf('/') + 1));
    }
}
