package io.weirflow.eval;

import io.weirflow.digest.Digest;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Finds nodes by a digest that each has: a hash table of numbers alone, since the digests are kept with the nodes. */
final class DigestIndex {
    private static final int NONE = -1;

    private final IntFunction<@Nullable Digest> digests;
    private int[] slots = empty(64);
    private int size;

    /** Returns an empty index of nodes whose digests a function tells. */
    DigestIndex(IntFunction<@Nullable Digest> digests) {
        this.digests = digests;
    }

    private static int[] empty(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, NONE);
        return slots;
    }

    /** Returns the node that is there under a node's digest, which is the node itself if there was none. */
    int putIfAbsent(Digest digest, int node) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        int slot = slot(digest);
        if (slots[slot] == NONE) {
            slots[slot] = node;
            size++;
        }
        return slots[slot];
    }

    /** Makes a node the one that is there under its digest. */
    void replace(Digest digest, int node) {
        putIfAbsent(digest, node);
        slots[slot(digest)] = node;
    }

    private int slot(Digest digest) {
        int slot = (int) (digest.firstWord() >>> 20) & (slots.length - 1);
        while (slots[slot] != NONE && !digest.equals(digests.apply(slots[slot]))) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        int[] old = slots;
        slots = empty(2 * old.length);
        for (int node : old) {
            Digest digest = node == NONE ? null : digests.apply(node);
            if (digest != null) {
                slots[slot(digest)] = node;
            }
        }
    }
}
