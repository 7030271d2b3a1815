package io.weirflow.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.testkit.JournalContract;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContract {
    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore open() {
        return store;
    }

    @Test
    void aSubscriberIsToldAtOnceWhatItsOwnProcessAppends() throws Exception {
        Journal journal = Journal.of(store, "n");
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(2);
        journal.append("h", Expect.any(), List.of(new Event("x", StateValue.EMPTY)));
        try (Subscription subscription = Subscription.start(journal, "h", Version.EPOCH, Duration.ofHours(1), entry -> {
            first.countDown();
            both.countDown();
        })) {
            assertThat(subscription).isNotNull();
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            journal.append("h", Expect.any(), List.of(new Event("x", StateValue.EMPTY)));
            assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
