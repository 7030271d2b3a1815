package io.weirflow.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The watches on a store, for implementers of {@link StateStore#watch}. Thread-safe; holds no lock while it calls. A store
 * calls {@link #fire} after a commit took effect and outside its own locks.
 */
public final class Watches {
    private static final System.Logger LOG = System.getLogger(Watches.class.getName());

    private final ConcurrentHashMap<String, List<Runnable>> byPartition = new ConcurrentHashMap<>();

    /** Creates an empty set of watches. */
    public Watches() {}

    /** Adds a watch, as {@link StateStore#watch} demands. */
    public StateStore.Watch add(String partition, Runnable action) {
        KeyText.checkPartition(partition);
        // An object of its own, so that one action can be added twice and removed one by one.
        Runnable entry = new Runnable() {
            @Override
            public void run() {
                action.run();
            }
        };
        byPartition.compute(partition, (key, actions) -> {
            List<Runnable> list = actions == null ? new CopyOnWriteArrayList<>() : actions;
            list.add(entry);
            return list;
        });
        return () -> byPartition.computeIfPresent(partition, (key, actions) -> {
            actions.remove(entry);
            return actions.isEmpty() ? null : actions;
        });
    }

    /** Calls the actions that watch a partition in which the writes have put or deleted something. */
    public void fire(Collection<Write> writes) {
        if (byPartition.isEmpty()) {
            return;
        }
        Set<String> partitions = new HashSet<>();
        for (Write write : writes) {
            if (!(write instanceof Write.Check)) {
                partitions.add(write.key().partition());
            }
        }
        for (String partition : partitions) {
            byPartition.getOrDefault(partition, List.of()).forEach(Watches::call);
        }
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a watch on a state store failed", e);
        }
    }
}
