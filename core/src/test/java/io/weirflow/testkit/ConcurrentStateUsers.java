package io.weirflow.testkit;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several threads that use one state at once through a handle each, on few keys and at random, and note what they saw.
 * {@link #run} fails if that cannot have come about by one commit after the other.
 */
public final class ConcurrentStateUsers {
    private static final int KEYS = 4;

    private final List<StateKey> keys = new ArrayList<>();
    private final AtomicLong time = new AtomicLong();
    private final Queue<StateOperation> history = new ConcurrentLinkedQueue<>();

    private ConcurrentStateUsers() {
        String partition = StateStoreRules.newPartition();
        for (int i = 0; i < KEYS; i++) {
            keys.add(new StateKey(partition, "key " + i));
        }
    }

    /**
     * Lets one thread for each handle do a number of operations, then checks what they saw. Failures that may pass are taken as
     * such; after one that leaves the outcome of a commit open, half of the commits are sent again.
     */
    public static void run(long seed, List<StateStore> handles, int operations) throws Exception {
        new ConcurrentStateUsers().runAll(seed, handles, operations);
    }

    private void runAll(long seed, List<StateStore> handles, int operations) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(handles.size());
        try {
            CyclicBarrier start = new CyclicBarrier(handles.size());
            List<Future<?>> users = new ArrayList<>();
            for (StateStore handle : handles) {
                User user = new User(handle, new Random(seed * 31 + users.size()));
                users.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < operations; i++) {
                        user.operate();
                    }
                    return null;
                }));
            }
            for (Future<?> user : users) {
                user.get();
            }
        } finally {
            threads.shutdownNow();
        }
        LinearizableHistory.check(List.copyOf(history));
    }

    private final class User {
        private final StateStore store;
        private final Random random;
        /** What this user last saw, which may be out of date. */
        private final Map<StateKey, CommitId> known = new HashMap<>();

        User(StateStore store, Random random) {
            this.store = store;
            this.random = random;
        }

        void operate() {
            int choice = random.nextInt(10);
            if (choice < 6) {
                commit();
            } else if (choice < 8) {
                StateKey key = keys.get(random.nextInt(KEYS));
                read(List.of(key), () -> store.get(key).stream().toList());
            } else if (choice < 9) {
                read(keys, () -> List.copyOf(store.getAll(keys).values()));
            } else {
                Scan scan = Scan.of(keys.get(0).partition()).limit(1 + random.nextInt(KEYS));
                read(keys, () -> ImmutableList.copyOf(store.scanAll(random.nextBoolean() ? scan : scan.reversed())));
            }
        }

        private void read(List<StateKey> asked, java.util.function.Supplier<List<StateRecord>> reading) {
            long begin = time.incrementAndGet();
            List<StateRecord> records;
            try {
                records = reading.get();
            } catch (WeirflowException e) {
                if (e.failure().isTransient()) {
                    return;
                }
                throw e;
            }
            long end = time.incrementAndGet();
            asked.forEach(known::remove);
            for (StateRecord record : records) {
                known.put(record.key(), record.version());
                if (!record.value()
                        .utf8()
                        .equals(record.version() + " " + record.key().sort())) {
                    throw new AssertionError("the value is not that of the version: " + record + " "
                            + record.value().utf8());
                }
            }
            asked.forEach(
                    key -> history.add(new StateOperation.Read(begin, end, key, Optional.ofNullable(known.get(key)))));
        }

        private void commit() {
            CommitId id = CommitId.random();
            Commit.Builder builder = Commit.builder();
            int first = random.nextInt(KEYS);
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                write(builder, id, keys.get((first + i) % KEYS));
            }
            Commit commit = new Commit(id, builder.build().writes());
            long begin = time.incrementAndGet();
            boolean open = false;
            do {
                try {
                    note(begin, commit, store.commit(commit));
                    return;
                } catch (WeirflowException e) {
                    if (!e.failure().isTransient()) {
                        throw e;
                    }
                    open |= e.is(ErrorKind.OUTCOME_UNKNOWN);
                }
            } while (open && random.nextBoolean());
            if (open) {
                history.add(new StateOperation.Committed(begin, Long.MAX_VALUE, commit));
            }
        }

        private void note(long begin, Commit commit, Optional<Conflict> conflict) {
            long end = time.incrementAndGet();
            history.add(conflict.<StateOperation>map(found -> new StateOperation.Refused(begin, end, commit, found))
                    .orElseGet(() -> new StateOperation.Committed(begin, end, commit)));
        }

        private void write(Commit.Builder builder, CommitId id, StateKey key) {
            CommitId version = known.get(key);
            Condition expected = version == null ? Condition.absent() : Condition.at(version);
            Condition condition = random.nextInt(4) == 0 ? Condition.any() : expected;
            switch (random.nextInt(4)) {
                case 0 -> builder.delete(key, condition);
                case 1 -> builder.check(key, expected);
                default -> builder.put(key, StateValue.utf8(id + " " + key.sort()), condition);
            }
        }
    }
}
