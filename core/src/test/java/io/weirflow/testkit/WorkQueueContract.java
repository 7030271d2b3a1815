package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.queue.Message;
import io.weirflow.store.queue.NewMessage;
import io.weirflow.store.queue.QueueDepth;
import io.weirflow.store.queue.QueueOptions;
import io.weirflow.store.queue.Reservation;
import io.weirflow.store.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link WorkQueue} promises on a state store. Each store has a subclass that says how it is opened. */
public abstract class WorkQueueContract {
    private final List<StateStore> opened = new ArrayList<>();
    private final String namespace = "contract-" + CommitId.random();
    private final ManualTicker ticker = new ManualTicker();
    private StateStore store;
    private QueueProcess one;
    private QueueProcess two;

    /** Opens a handle on the same state at each call. One that is {@link AutoCloseable} is closed after the test. */
    protected abstract StateStore open() throws Exception;

    /** Returns how many messages workers at once have to do. */
    protected int messages() {
        return 60;
    }

    /** Returns how many workers there are at once, at least two. */
    protected int workers() {
        return 4;
    }

    @BeforeEach
    final void startTwoProcesses() throws Exception {
        store = opened();
        one = process(store, QueueOptions.DEFAULT);
        two = process(opened(), QueueOptions.DEFAULT);
    }

    private StateStore opened() throws Exception {
        StateStore handle = open();
        opened.add(handle);
        return handle;
    }

    private QueueProcess process(StateStore handle, QueueOptions options) {
        return new QueueProcess(handle, namespace, ticker, options, FaultyStateStore.Plan.none());
    }

    @AfterEach
    final void closeTheStores() throws Exception {
        for (StateStore handle : opened) {
            if (handle instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    @Test
    void workersAtOnceAcknowledgeEachMessageOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers());
        try {
            for (int i = 0; i < messages(); i++) {
                one.push("m" + i);
            }
            List<Future<List<String>>> working = new ArrayList<>();
            for (int i = 0; i < workers(); i++) {
                QueueProcess process = process(i % 2 == 0 ? store : opened(), QueueOptions.DEFAULT);
                working.add(threads.submit(() -> workThrough(process)));
            }
            List<String> done = new ArrayList<>();
            for (Future<List<String>> worker : working) {
                done.addAll(worker.get());
            }
            assertThat(done).hasSize(messages()).doesNotHaveDuplicates();
            assertThat(one.queue.depth().total()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> workThrough(QueueProcess process) {
        List<String> done = new ArrayList<>();
        for (Optional<Reservation> next = process.queue.reserve(process.session);
                next.isPresent();
                next = process.queue.reserve(process.session)) {
            if (next.get().acknowledge()) {
                done.add(next.get().message().id());
            }
        }
        return done;
    }

    /** Lets time pass without any session ending. */
    private void pass(Duration time) {
        for (Duration left = time; !left.isZero(); ) {
            Duration step = left.compareTo(Duration.ofSeconds(5)) < 0 ? left : Duration.ofSeconds(5);
            ticker.advance(step);
            one.session.renew();
            two.session.renew();
            left = left.minus(step);
        }
    }

    @Test
    void higherPriorityComesFirstAndThenTheOrderOfPushes() {
        one.push("a", "b");
        assertThat(one.queue.push(QueueProcess.message("urgent").withPriority(2)))
                .isTrue();
        assertThat(one.queue.push(QueueProcess.message("soon").withPriority(1))).isTrue();
        one.push("c");
        assertThat(one.queue.peek(10)).extracting(Message::id).containsExactly("urgent", "soon", "a", "b", "c");
        assertThat(List.of(one.next(), one.next(), one.next(), one.next(), one.next(), one.next()))
                .containsExactly("urgent", "soon", "a", "b", "c", "none");
    }

    @Test
    void orderHoldsWhenTheClockGoesBack() {
        one.push("a");
        one.clock.advance(Duration.ofHours(-1));
        one.push("b", "c");
        one.clock.advance(Duration.ofHours(2));
        one.push("d");
        assertThat(one.queue.peek(10)).extracting(Message::id).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aMessageIsReservedByOne() {
        one.push("a");
        assertThat(one.next()).isEqualTo("a");
        assertThat(two.next()).isEqualTo("none");
        assertThat(one.queue.depth()).isEqualTo(new QueueDepth(0, 0, 1, 0));
    }

    @Test
    void anAcknowledgedMessageLeavesNothing() {
        one.push("a");
        Reservation reservation = one.reserve();
        assertThat(reservation.message().payload().utf8()).isEqualTo("about a");
        assertThat(reservation.acknowledge()).isTrue();
        assertThat(reservation.acknowledge()).isTrue();
        assertThat(reservation.extend()).isFalse();
        assertThat(reservation.giveBack()).isFalse();
        assertThat(one.queue.depth().total()).isZero();
        assertThat(store.scan(Scan.of(namespace + "/queue/q/message")).records())
                .isEmpty();
    }

    @Test
    void anExpiredReservationReturnsToItsPlace() {
        one.push("A", "B", "C");
        Reservation a = one.reserve();
        Reservation b = one.reserve();
        assertThat(b.message().id()).isEqualTo("B");
        assertThat(b.acknowledge()).isTrue();
        two.sweep();
        pass(QueueProcess.VISIBILITY.minusMillis(1));
        two.sweep();
        assertThat(two.queue.peek(10)).extracting(Message::id).containsExactly("C");
        pass(Duration.ofMillis(1));
        two.sweep();
        assertThat(two.queue.peek(10)).extracting(Message::id).containsExactly("A", "C");
        assertThat(a.acknowledge()).isFalse();
        assertThat(two.next()).isEqualTo("A");
    }

    @Test
    void aStaleReservationCanChangeNothing() {
        one.push("a");
        Reservation stale = one.reserve();
        two.sweep();
        pass(QueueProcess.VISIBILITY);
        two.sweep();
        assertThat(stale.extend()).isFalse();
        Reservation current = two.reserve();
        assertThat(current.token()).isEqualTo(2);
        assertThat(current.message().deliveries()).isEqualTo(2);
        assertThat(stale.acknowledge()).isFalse();
        assertThat(stale.extend()).isFalse();
        assertThat(stale.giveBack()).isFalse();
        assertThat(stale.giveBack(Duration.ofSeconds(1))).isFalse();
        assertThat(store.commit(Commit.of(stale.check()))).isPresent();
        assertThat(store.commit(Commit.of(current.check()))).isEmpty();
        assertThat(current.acknowledge()).isTrue();
        assertThat(stale.acknowledge()).isFalse();
    }

    @Test
    void anExtendedReservationLasts() {
        one.push("a");
        Reservation reservation = one.reserve();
        for (int i = 0; i < 5; i++) {
            two.sweep();
            pass(QueueProcess.VISIBILITY.minusSeconds(1));
            assertThat(reservation.extend()).isTrue();
        }
        two.sweep();
        assertThat(reservation.acknowledge()).isTrue();
    }

    @Test
    void theMessagesOfAnEndedSessionReturnAtOnce() {
        one.push("a");
        Reservation reservation = one.reserve();
        one.session.close();
        two.sweep();
        assertThat(reservation.acknowledge()).isFalse();
        assertThat(two.next()).isEqualTo("a");
        assertThatThrownBy(() -> one.queue.reserve(one.session))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION));
    }

    @Test
    void clocksThatJumpExpireNothing() {
        one.push("a");
        Reservation reservation = one.reserve();
        two.sweep();
        two.clock.advance(Duration.ofDays(1));
        one.clock.advance(Duration.ofDays(-1));
        two.sweep();
        assertThat(reservation.acknowledge()).isTrue();
    }

    @Test
    void aMessageThatIsGivenBackIsAtItsPlace() {
        one.push("a", "b", "c");
        Reservation a = one.reserve();
        Reservation b = one.reserve();
        assertThat(b.giveBack()).isTrue();
        assertThat(a.giveBack()).isTrue();
        assertThat(b.giveBack()).isFalse();
        assertThat(one.queue.peek(10)).extracting(Message::id).containsExactly("a", "b", "c");
    }

    @Test
    void aDelayedMessageIsInvisibleUntilItIsDue() {
        assertThat(one.queue.push(QueueProcess.message("later").withDelay(Duration.ofSeconds(30))))
                .isTrue();
        assertThat(one.queue.push(QueueProcess.message("sooner").withDelay(Duration.ofSeconds(20))))
                .isTrue();
        one.clock.advance(Duration.ofSeconds(20).minusMillis(1));
        assertThat(one.next()).isEqualTo("none");
        assertThat(one.queue.depth()).isEqualTo(new QueueDepth(0, 2, 0, 0));
        one.clock.advance(Duration.ofMillis(1));
        assertThat(one.next()).isEqualTo("sooner");
        one.clock.advance(Duration.ofMinutes(1));
        one.push("new");
        one.sweep();
        assertThat(one.queue.peek(10)).extracting(Message::id).containsExactly("new", "later");
    }

    @Test
    void manyMessagesThatAreDueAtOnceKeepTheirOrder() {
        for (int i = 0; i < 100; i++) {
            NewMessage message = QueueProcess.message("m" + i).withDelay(Duration.ofSeconds(100 - i));
            assertThat(one.queue.push(message)).isTrue();
        }
        one.clock.advance(Duration.ofMinutes(10));
        one.sweep();
        for (int i = 99; i >= 0; i--) {
            assertThat(one.next()).isEqualTo("m" + i);
        }
    }

    @Test
    void aMessageGivenBackWithADelayReturnsToItsPlaceWhenDue() {
        one.push("a", "b");
        assertThat(one.reserve().giveBack(Duration.ofSeconds(5))).isTrue();
        assertThat(one.queue.peek(10)).extracting(Message::id).containsExactly("b");
        one.clock.advance(Duration.ofSeconds(5));
        one.sweep();
        assertThat(one.queue.peek(10)).extracting(Message::id).containsExactly("a", "b");
    }

    @Test
    void aMessageThatWasDeliveredTooOftenIsPutAside() {
        QueueProcess strict = process(store, QueueOptions.DEFAULT.withMaxDeliveries(2));
        strict.push("a");
        assertThat(strict.reserve().giveBack()).isTrue();
        Reservation second = strict.reserve();
        assertThat(second.giveBack()).isTrue();
        assertThat(strict.next()).isEqualTo("none");
        assertThat(strict.queue.peekDead(10)).extracting(Message::id).containsExactly("a");
        assertThat(strict.queue.depth()).isEqualTo(new QueueDepth(0, 0, 0, 1));
        assertThat(strict.queue.revive("a")).isTrue();
        assertThat(strict.queue.revive("a")).isFalse();
        Reservation third = strict.reserve();
        assertThat(third.message().deliveries()).isEqualTo(1);
        assertThat(third.token()).isEqualTo(3);
    }

    @Test
    void anIdIsInTheQueueOnce() {
        one.push("a");
        assertThat(two.queue.push(QueueProcess.message("a"))).isFalse();
        Reservation reservation = one.reserve();
        assertThat(two.queue.push(QueueProcess.message("a"))).isFalse();
        assertThat(reservation.acknowledge()).isTrue();
        assertThat(two.queue.push(QueueProcess.message("a"))).isTrue();
        Reservation again = two.reserve();
        assertThat(reservation.extend()).isFalse();
        assertThat(again.extend()).isTrue();
    }

    @Test
    void waitingMessagesCanBeCancelledAndReservedOnesNot() {
        one.push("a", "b");
        assertThat(one.queue.push(QueueProcess.message("c").withDelay(Duration.ofHours(1))))
                .isTrue();
        assertThat(one.next()).isEqualTo("a");
        assertThat(two.queue.cancel("a")).isFalse();
        assertThat(two.queue.cancel("b")).isTrue();
        assertThat(two.queue.cancel("c")).isTrue();
        assertThat(two.queue.cancel("unknown")).isFalse();
        assertThat(one.queue.depth()).isEqualTo(new QueueDepth(0, 0, 1, 0));
    }

    @Test
    void pushingAndAcknowledgingArePartOfACallersCommit() {
        StateKey result = new StateKey(namespace + "/results", "a");
        store.commitOrFail(Commit.builder()
                .put(result, StateValue.utf8("asked"), Condition.absent())
                .addAll(one.queue.pushing(QueueProcess.message("a")))
                .build());
        Reservation reservation = one.reserve();
        Commit finish = Commit.builder()
                .put(result, StateValue.utf8("done"), Condition.any())
                .addAll(reservation.acknowledging())
                .build();
        store.commitOrFail(finish);
        assertThat(store.commit(Commit.of(finish.writes()))).isPresent();
        assertThat(one.queue.depth().total()).isZero();
    }

    @Test
    void whoWaitsGetsWhatIsPushed() throws Exception {
        CompletableFuture<Optional<Reservation>> waiting = CompletableFuture.supplyAsync(
                () -> one.queue.reserve(one.session, Duration.ofHours(1), Duration.ofMillis(5)));
        two.push("a");
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void messagesHaveLimits() {
        assertInvalid(() -> QueueProcess.message("a").withPriority(10));
        assertInvalid(() -> QueueProcess.message("a").withPriority(-1));
        assertInvalid(() -> QueueProcess.message("a").withDelay(Duration.ofMillis(-1)));
        assertInvalid(() -> QueueProcess.message(""));
        assertInvalid(() -> QueueProcess.message("x".repeat(201)));
        assertInvalid(() -> NewMessage.of(StateValue.wrap(new byte[NewMessage.MAX_PAYLOAD_BYTES + 1])));
        assertInvalid(() -> one.queue.push(QueueProcess.message("a\nb")));
        assertInvalid(() -> new QueueOptions(Duration.ZERO, 1));
        assertInvalid(() -> new QueueOptions(Duration.ofSeconds(1), 0));
        NewMessage largest = NewMessage.of(StateValue.wrap(new byte[NewMessage.MAX_PAYLOAD_BYTES]));
        assertThat(one.queue.push(largest.withId("é".repeat(200)))).isTrue();
        assertThat(one.reserve().acknowledge()).isTrue();
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }
}
