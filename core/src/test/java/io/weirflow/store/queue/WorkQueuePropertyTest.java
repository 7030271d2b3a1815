package io.weirflow.store.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.WeirflowException;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.lease.SessionState;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.Plan;
import io.weirflow.testkit.ManualTicker;
import io.weirflow.testkit.QueueProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Processes that push, work, crash and have clocks that jump. */
class WorkQueuePropertyTest {
    /** A process and what it works on. */
    private static final class Worker {
        final QueueProcess process;
        final List<Reservation> hands = new ArrayList<>();

        Worker(QueueProcess process) {
            this.process = process;
        }
    }

    private static final class World {
        final MemoryStateStore store = new MemoryStateStore();
        final ManualTicker ticker = new ManualTicker();
        final Random random;
        final List<Worker> workers = new ArrayList<>();
        /** What was certainly pushed, and what perhaps was, since the process crashed over it. */
        final Set<String> pushed = new HashSet<>();

        final Set<String> perhapsPushed = new HashSet<>();
        final Set<String> acknowledged = new HashSet<>();
        final Set<String> perhapsAcknowledged = new HashSet<>();

        World(long seed) {
            random = new Random(seed);
        }

        void startWorker(Plan plan) {
            try {
                workers.add(new Worker(new QueueProcess(store, "test", ticker, QueueOptions.DEFAULT, plan)));
            } catch (FaultyStateStore.SimulatedCrash | WeirflowException e) {
                // the next one may have more luck
            }
        }

        void act(Worker worker, int step) {
            QueueProcess process = worker.process;
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> push(process, "m" + step);
                case 3, 4 -> process.queue.reserve(process.session).ifPresent(worker.hands::add);
                case 5, 6 -> acknowledge(worker);
                case 7 -> someOther(worker);
                case 8 -> {
                    process.session.renew();
                    process.sweep();
                }
                default -> {
                    ticker.advance(Duration.ofMillis(random.nextInt(15_000)));
                    process.clock.advance(Duration.ofMinutes(random.nextInt(130) - 60));
                }
            }
        }

        private void push(QueueProcess process, String id) {
            NewMessage message = QueueProcess.message(id).withPriority(random.nextInt(3));
            if (random.nextInt(3) == 0) {
                message = message.withDelay(Duration.ofMinutes(random.nextInt(30)));
            }
            perhapsPushed.add(id);
            assertThat(process.queue.push(message)).isTrue();
            pushed.add(id);
        }

        private void acknowledge(Worker worker) {
            if (worker.hands.isEmpty()) {
                return;
            }
            Reservation reservation = worker.hands.remove(random.nextInt(worker.hands.size()));
            String id = reservation.message().id();
            boolean done;
            try {
                done = reservation.acknowledge();
            } catch (FaultyStateStore.SimulatedCrash e) {
                perhapsAcknowledged.add(id);
                throw e;
            }
            if (done) {
                assertThat(acknowledged.add(id)).as("acknowledged once").isTrue();
                assertThat(perhapsPushed).contains(id);
            }
        }

        private void someOther(Worker worker) {
            if (!worker.hands.isEmpty()) {
                int which = random.nextInt(worker.hands.size());
                Reservation reservation = worker.hands.get(which);
                boolean still = switch (random.nextInt(3)) {
                    case 0 -> reservation.extend();
                    case 1 -> !reservation.giveBack() && reservation.extend();
                    default -> !reservation.giveBack(Duration.ofMinutes(1)) && reservation.extend();
                };
                if (!still && random.nextBoolean()) {
                    worker.hands.remove(which);
                }
            }
        }

        /** Lets a worker without faults do all that is left. */
        void drain() {
            workers.clear();
            startWorker(Plan.none());
            Worker last = workers.get(0);
            for (int i = 0; i < 12; i++) {
                last.process.session.renew();
                last.process.sweep();
                while (true) {
                    Optional<Reservation> next = last.process.queue.reserve(last.process.session);
                    if (next.isEmpty()) {
                        break;
                    }
                    last.hands.add(next.get());
                    acknowledge(last);
                }
                ticker.advance(Duration.ofSeconds(9));
                last.process.clock.advance(Duration.ofDays(1));
            }
            assertThat(last.process.queue.depth().total()).isZero();
        }
    }

    @Property(tries = 150)
    void nothingIsLostAndNothingAcknowledgedTwice(@ForAll long seed) {
        World world = new World(seed);
        for (int step = 0; step < 200; step++) {
            if (world.workers.size() < 3) {
                world.startWorker(Plan.random(
                        new Random(seed + step),
                        0.02,
                        Fault.REPLY_LOST,
                        Fault.FAILS_BEFORE,
                        Fault.CRASH_BEFORE,
                        Fault.CRASH_AFTER));
                continue;
            }
            Worker worker = world.workers.get(world.random.nextInt(3));
            if (worker.process.session.state() == SessionState.LOST) {
                world.workers.remove(worker);
                continue;
            }
            try {
                world.act(worker, step);
            } catch (FaultyStateStore.SimulatedCrash e) {
                world.workers.remove(worker);
            } catch (WeirflowException e) {
                // a read that failed once; the process goes on
                assertThat(e.failure().isTransient()).as(e.toString()).isTrue();
            }
        }
        world.drain();
        Set<String> accounted = new HashSet<>(world.acknowledged);
        accounted.addAll(world.perhapsAcknowledged);
        assertThat(accounted).containsAll(world.pushed);
        assertThat(world.perhapsPushed).containsAll(accounted);
    }

    @Property(tries = 100)
    void orderHoldsWithinAProcess(@ForAll long seed) {
        Random random = new Random(seed);
        QueueProcess process =
                new QueueProcess(new MemoryStateStore(), "test", new ManualTicker(), QueueOptions.DEFAULT, Plan.none());
        // Messages by priority, highest first, in the order of their pushes.
        Map<Integer, List<String>> model = new TreeMap<>((a, b) -> b - a);
        Map<String, Integer> priorities = new LinkedHashMap<>();
        List<Reservation> hands = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            int choice = random.nextInt(10);
            if (choice < 4) {
                String id = "m" + step;
                int priority = random.nextInt(3);
                priorities.put(id, priority);
                assertThat(process.queue.push(QueueProcess.message(id).withPriority(priority)))
                        .isTrue();
                model.computeIfAbsent(priority, p -> new ArrayList<>()).add(id);
            } else if (choice < 7) {
                Optional<Reservation> next = process.queue.reserve(process.session);
                assertThat(next.map(r -> r.message().id())).isEqualTo(takeFirst(model));
                next.ifPresent(hands::add);
            } else if (choice < 9 && !hands.isEmpty()) {
                Reservation reservation = hands.remove(random.nextInt(hands.size()));
                if (random.nextBoolean()) {
                    assertThat(reservation.acknowledge()).isTrue();
                } else {
                    assertThat(reservation.giveBack()).isTrue();
                    String id = reservation.message().id();
                    List<String> same = model.computeIfAbsent(priorities.get(id), p -> new ArrayList<>());
                    same.add(id);
                    same.sort((a, b) -> Integer.parseInt(a.substring(1)) - Integer.parseInt(b.substring(1)));
                }
            } else {
                process.clock.advance(Duration.ofMinutes(random.nextInt(240) - 120));
            }
        }
    }

    private static Optional<String> takeFirst(Map<Integer, List<String>> model) {
        return model.values().stream().filter(ids -> !ids.isEmpty()).findFirst().map(ids -> ids.remove(0));
    }
}
