package io.weirflow.journal;

import com.google.common.collect.AbstractIterator;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.StateRecord;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads entries from their records and checks that each builds on the one before. */
final class EntryIterator extends AbstractIterator<JournalEntry> {
    private final Iterator<StateRecord> records;
    private Version previous;

    EntryIterator(Iterator<StateRecord> records, Version previous) {
        this.records = records;
        this.previous = previous;
    }

    @Override
    protected @Nullable JournalEntry computeNext() {
        if (!records.hasNext()) {
            return endOfData();
        }
        StateRecord record = records.next();
        EntryRecord entry = EntryRecord.read(record);
        Version version = HistoryKeys.version(record);
        if (entry.deleted() || version.number() != previous.number() + 1) {
            throw WeirflowException.of(
                    ErrorKind.TEMPORARY,
                    "read history",
                    "it was trimmed or deleted while it was read: read it again",
                    record.key());
        }
        if (!entry.parent().equals(previous.id())) {
            throw WeirflowException.of(
                    ErrorKind.INTEGRITY,
                    "read history",
                    "the entry builds on " + entry.parent() + ", the one before it is " + previous.id(),
                    record.key());
        }
        previous = version;
        return entry.entry(version);
    }
}
