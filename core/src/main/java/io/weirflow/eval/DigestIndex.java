package io.weirflow.eval;

import io.weirflow.digest.Digest;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Finds nodes by a digest that each has: a hash table of numbers alone, since the digests are kept with the nodes. */
final class DigestIndex {
    private final IntFunction<@Nullable Digest> digests;
    /** Numbers of nodes plus one; zero where there is none. */
    private int[] slots = new int[64];

    private int size;

    /** Returns an empty index of nodes whose digests a function tells. */
    DigestIndex(IntFunction<@Nullable Digest> digests) {
        this.digests = digests;
    }

    /** Returns the node that is there under a node's digest, which is the node itself if there was none. */
    int putIfAbsent(Digest digest, int node) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        int slot = slot(digest);
        if (slots[slot] == 0) {
            slots[slot] = node + 1;
            size++;
        }
        return slots[slot] - 1;
    }

    /** Makes a node the one that is there under its digest. */
    void replace(Digest digest, int node) {
        putIfAbsent(digest, node);
        slots[slot(digest)] = node + 1;
    }

    private int slot(Digest digest) {
        int slot = (int) (digest.firstWord() >>> 20) & (slots.length - 1);
        while (slots[slot] != 0 && !digest.equals(digests.apply(slots[slot] - 1))) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[2 * old.length];
        for (int number : old) {
            Digest digest = number == 0 ? null : digests.apply(number - 1);
            if (digest != null) {
                slots[slot(digest)] = number;
            }
        }
    }
}
