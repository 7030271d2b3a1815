package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds entries to the ends of histories, the last of which may be that a history is deleted. Thread-safe. */
final class Appender {
    private static final int DELETIONS_MET = 5;

    private final Commits commits;
    private final String namespace;
    private final Clock clock;

    Appender(Commits commits, String namespace, Clock clock) {
        this.commits = commits;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Appends an entry behind a head. */
    Version append(Head head, Append append, CommitId id) {
        return append(List.of(head), List.of(append), id).get(0).version();
    }

    /** Appends an entry unless it was appended before. */
    Version appendOnce(Append append, CommitId id) {
        Version version = new Version(append.expected().number() + 1, id);
        Optional<StateRecord> before = commits.store()
                .get(keys(append.history()).entry(version.number()))
                .filter(record -> record.version().equals(id));
        if (before.isEmpty()) {
            return append(Head.at(append.expected()), append, id);
        }
        if (!EntryRecord.read(before.get()).events().equals(append.events())) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION,
                    "append",
                    "an entry of this identity was appended with other events: choose another identity",
                    append.history(),
                    id);
        }
        return version;
    }

    /** Appends entries behind the heads that are assumed, all or nothing. */
    List<JournalEntry> append(List<Head> assumed, List<Append> appends, CommitId id) {
        List<Head> heads = new ArrayList<>(assumed);
        for (int tries = 0; ; tries++) {
            List<JournalEntry> entries = new ArrayList<>();
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < appends.size(); i++) {
                entries.add(prepare(appends.get(i), heads.get(i), id, writes));
            }
            if (commits.send(new Commit(id, writes)).isEmpty()) {
                return entries;
            }
            // Either somebody was faster, or a history of the name was deleted: then the next entry comes after that.
            for (int i = 0; i < appends.size(); i++) {
                Append append = appends.get(i);
                Head found = Head.of(commits.store(), keys(append.history()));
                check(append.history(), found.version(), append.expected());
                if (tries == DELETIONS_MET && found.equals(heads.get(i))) {
                    throw new VersionConflictException(append.history(), found.version(), append.expected());
                }
                heads.set(i, found);
            }
        }
    }

    private JournalEntry prepare(Append append, Head head, CommitId id, List<Write> writes) {
        if (append.events().isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "append", "there are no events", append.history());
        }
        Instant now = now();
        EntryRecord record = new EntryRecord(false, head.parent(), now.toEpochMilli(), append.events());
        writes.addAll(head.appending(keys(append.history()), record.value()));
        return record.entry(new Version(head.next(), id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    static void check(String history, Version found, Version expected) {
        if (!found.equals(expected)) {
            throw new VersionConflictException(history, found, expected);
        }
    }

    /** Ends a history behind a head; returns false if it has another head. */
    boolean end(String history, Head head) {
        HistoryKeys keys = keys(history);
        CommitId id = CommitId.random();
        Instant now = now();
        Version deletion = new Version(head.next(), id);
        EntryRecord record = new EntryRecord(true, head.parent(), now.toEpochMilli(), List.of());
        List<Write> writes = new ArrayList<>(head.appending(keys, record.value()));
        writes.add(new Write.Put(keys.start(), HistoryStart.after(deletion).value(), Condition.any()));
        writes.add(new Write.Delete(keys.snapshot(), Condition.any()));
        writes.add(new Write.Put(
                HistoryKeys.removal(namespace, now, history), StateValue.utf8(deletion.toString()), Condition.any()));
        return commits.send(new Commit(id, writes)).isEmpty();
    }

    private HistoryKeys keys(String history) {
        return HistoryKeys.of(namespace, history);
    }
}
