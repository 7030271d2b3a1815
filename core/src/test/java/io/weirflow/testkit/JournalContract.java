package io.weirflow.testkit;

import io.weirflow.store.CommitId;
import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What {@link io.weirflow.journal.Journal} and {@link io.weirflow.journal.aggregate.Aggregates} promise on a state store. Each store
 * has a subclass that says how it is opened.
 */
public abstract class JournalContract
        implements JournalAppendRules,
                JournalReadRules,
                JournalRetentionRules,
                JournalFaultRules,
                JournalSubscriptionRules,
                AggregateRules {
    private final List<StateStore> opened = new ArrayList<>();
    private final String namespace = "contract-" + CommitId.random();
    private final ManualClock clock = new ManualClock();

    /** Opens a handle on the same state at each call. One that is {@link AutoCloseable} is closed after the test. */
    protected abstract StateStore open() throws Exception;

    @BeforeEach
    final void openTheStore() throws Exception {
        opened.add(open());
    }

    @AfterEach
    final void closeTheStores() throws Exception {
        for (StateStore store : opened) {
            if (store instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
        opened.clear();
    }

    @Override
    public final StateStore store() {
        return opened.get(0);
    }

    @Override
    public final StateStore another() {
        try {
            opened.add(open());
        } catch (Exception e) {
            throw new AssertionError("cannot open another handle", e);
        }
        return opened.get(opened.size() - 1);
    }

    @Override
    public final String namespace() {
        return namespace;
    }

    @Override
    public final ManualClock clock() {
        return clock;
    }
}
