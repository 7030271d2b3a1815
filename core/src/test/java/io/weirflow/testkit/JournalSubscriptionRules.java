package io.weirflow.testkit;

import static io.weirflow.testkit.JournalRules.events;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.weirflow.journal.Expect;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.Subscription;
import io.weirflow.journal.Version;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How histories are followed. */
interface JournalSubscriptionRules extends JournalRules {
    /** Notes what it is told. */
    final class Notes implements Subscription.Listener {
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        final AtomicBoolean failing = new AtomicBoolean();

        @Override
        public void onEntry(JournalEntry entry) {
            String text = entry.events().get(0).body().utf8();
            if (failing.compareAndSet(true, false)) {
                told.add("failed at " + text);
                throw new IllegalStateException("told to fail");
            }
            told.add(text);
        }

        @Override
        public void onGone() {
            told.add("gone");
        }

        String next() throws InterruptedException {
            String next = told.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("what was told within 20 s").isNotNull();
            return next;
        }
    }

    @Test
    default void aSubscriberIsToldWhatOthersAppendWithinThePollInterval() throws Exception {
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        journal().append(HISTORY, Expect.any(), events("b"));
        Notes notes = new Notes();
        try (Subscription subscription =
                Subscription.start(journal(another()), HISTORY, one, Duration.ofMillis(20), notes)) {
            assertThat(subscription).isNotNull();
            assertThat(notes.next()).isEqualTo("b");
            journal().append(HISTORY, Expect.any(), events("c"));
            assertThat(notes.next()).isEqualTo("c");
            notes.failing.set(true);
            journal().append(HISTORY, Expect.any(), events("d"));
            assertThat(notes.next()).isEqualTo("failed at d");
            assertThat(notes.next()).isEqualTo("d");
            journal().delete(HISTORY, Expect.any());
            assertThat(notes.next()).isEqualTo("gone");
            journal().append(HISTORY, Expect.any(), events("new"));
            assertThat(notes.next()).isEqualTo("new");
        }
        journal().append(HISTORY, Expect.any(), events("unheard"));
        assertThat(notes.told).isEmpty();
    }

    @Test
    default void aSubscriberThatBlocksHindersNoAppend() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        journal().append(HISTORY, Expect.any(), events("a"));
        try (Subscription subscription =
                Subscription.start(journal(), HISTORY, Version.EPOCH, Duration.ofMillis(20), entry -> {
                    entered.countDown();
                    Uninterruptibles.awaitUninterruptibly(release);
                })) {
            assertThat(subscription).isNotNull();
            assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                journal().append(HISTORY, Expect.any(), events("e" + i));
            }
            assertThat(said()).hasSize(6);
            release.countDown();
        }
    }
}
