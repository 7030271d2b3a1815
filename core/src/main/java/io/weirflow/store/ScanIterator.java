package io.weirflow.store;

import com.google.common.collect.AbstractIterator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks a range page by page. */
final class ScanIterator extends AbstractIterator<StateRecord> {
    private final StateStore store;
    private @Nullable Scan next;
    private Iterator<StateRecord> page = List.<StateRecord>of().iterator();

    ScanIterator(StateStore store, Scan scan) {
        this.store = store;
        this.next = scan;
    }

    @Override
    protected @Nullable StateRecord computeNext() {
        while (!page.hasNext()) {
            if (next == null) {
                return endOfData();
            }
            ScanPage fetched = store.scan(next);
            List<StateRecord> records = fetched.records();
            next = fetched.more() ? next.behind(records.get(records.size() - 1)) : null;
            page = records.iterator();
        }
        return page.next();
    }
}
