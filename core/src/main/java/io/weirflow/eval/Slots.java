package io.weirflow.eval;

import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names the places of nodes in a graph, so that a node can be compared with the one that was at its place in an earlier
 * evaluation: a number made of the names on the way from a target to the node, elements of maps going by their files. Used by
 * the evaluation's thread alone.
 */
final class Slots {
    static final long NONE = 0;

    private final NodeTable table;
    private final boolean named;
    private final Set<Long> taken = new HashSet<>();
    private final IntQueue open = new IntQueue();
    private long[] slots = new long[64];

    /**
     * Returns slots.
     *
     * @param named whether the evaluation can be compared at all; otherwise nothing is recorded
     */
    Slots(NodeTable table, boolean named) {
        this.table = table;
        this.named = named;
    }

    /** Tells whether places are recorded. */
    boolean areRecorded() {
        return named;
    }

    /** Names the places of the targets and of what is below them. */
    void targets(List<Integer> targets) {
        if (named) {
            targets.forEach(target -> place(target, hash(1, label(target))));
            descend();
        }
    }

    /** Names the places of what replaced a node. */
    void replaced(int node, int replacement) {
        if (named && of(node) != NONE) {
            place(replacement, hash(of(node), "="));
            descend();
        }
    }

    /** Names the places of what replaced a map: of each element by its files. */
    void mapped(int map, int merge, List<Fileset> elements) {
        if (!named || of(map) == NONE) {
            return;
        }
        if (of(merge) == NONE) {
            set(merge, unique(hash(of(map), "=")));
        }
        for (int i = 0; i < elements.size(); i++) {
            place(table.dependency(merge, i), hash(of(map), elementLabel(elements.get(i), i)));
        }
        descend();
    }

    private static String elementLabel(Fileset element, int index) {
        if (element.files().isEmpty() || element.files().containsKey(Fileset.FILE_PATH)) {
            return "[" + index;
        }
        return "[" + element.files().keySet().iterator().next();
    }

    private String label(int node) {
        Flow flow = table.flow(node);
        return flow.ident().isEmpty() ? flow.op() : flow.op() + " " + flow.ident();
    }

    private void place(int node, long slot) {
        if (of(node) == NONE) {
            set(node, unique(slot));
            open.add(node);
        }
    }

    private long unique(long slot) {
        long free = slot;
        while (!taken.add(free)) {
            free = hash(free, "+");
        }
        return free;
    }

    private void descend() {
        while (!open.isEmpty()) {
            int node = open.take();
            long slot = of(node);
            Map<String, Integer> seen = new HashMap<>();
            for (int i = 0; i < table.dependencyCount(node); i++) {
                int input = table.dependency(node, i);
                String label = label(input);
                int occurrence = seen.merge(label, 1, Integer::sum);
                place(input, hash(slot, occurrence == 1 ? label : label + "#" + occurrence));
            }
        }
    }

    private static long hash(long slot, String label) {
        long hash = slot * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < label.length(); i++) {
            hash = (hash ^ label.charAt(i)) * 0x100000001B3L;
        }
        hash ^= hash >>> 32;
        return hash == NONE ? 1 : hash;
    }

    private void set(int node, long slot) {
        if (node >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(node + 1, 2 * slots.length));
        }
        slots[node] = slot;
    }

    /** Returns the slot of a node, or {@link #NONE}. */
    long of(int node) {
        return node < slots.length ? slots[node] : NONE;
    }
}
