package io.weirflow.eval;

import io.weirflow.flow.Flow;
import java.util.function.IntFunction;

/** Finds the number of a node by the node itself, not by what it means: a hash table of numbers alone. */
final class FlowIndex {
    static final int NONE = -1;

    private final IntFunction<Flow> flows;
    /** Numbers plus one; zero where there is none. */
    private int[] slots = new int[64];

    private int size;

    /** Returns an empty index of nodes which a function tells by their numbers. */
    FlowIndex(IntFunction<Flow> flows) {
        this.flows = flows;
    }

    /** Returns the number of a node, or {@link #NONE}. */
    int get(Flow flow) {
        return slots[slot(flow)] - 1;
    }

    void put(Flow flow, int number) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        slots[slot(flow)] = number + 1;
        size++;
    }

    @SuppressWarnings("ReferenceEquality") // nodes are told apart by identity
    private int slot(Flow flow) {
        int slot = mix(System.identityHashCode(flow)) & (slots.length - 1);
        while (slots[slot] != 0 && flows.apply(slots[slot] - 1) != flow) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private void grow() {
        int[] old = slots;
        slots = new int[2 * old.length];
        for (int number : old) {
            if (number != 0) {
                slots[slot(flows.apply(number - 1))] = number;
            }
        }
    }
}
