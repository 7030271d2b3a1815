package io.weirflow.eval;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Something that is known of nodes, or of some of them for a while, by number. Kept in pieces: one array of a million
 * references would be copied as it grows, and most collectors count it as old from the start, so that each object that is
 * entered costs them a note.
 */
final class Column<T> {
    private static final int BITS = 11;
    private static final int SIZE = 1 << BITS;

    private @Nullable Object[][] pieces = {};

    /** Returns what is known of a node, null if nothing is. */
    @SuppressWarnings("unchecked") // only what is a T comes in
    @Nullable
    T get(int node) {
        int piece = node >> BITS;
        return piece < pieces.length ? (T) pieces[piece][node & SIZE - 1] : null;
    }

    /** Returns what is known of a node of which something is. */
    T at(int node) {
        T value = get(node);
        if (value == null) {
            throw new IllegalStateException("nothing is known of node " + node);
        }
        return value;
    }

    void put(int node, T value) {
        int piece = node >> BITS;
        if (piece >= pieces.length) {
            grow(piece + 1);
        }
        pieces[piece][node & SIZE - 1] = value;
    }

    private void grow(int count) {
        int before = pieces.length;
        pieces = Arrays.copyOf(pieces, count);
        for (int i = before; i < count; i++) {
            pieces[i] = new Object[SIZE];
        }
    }

    void clear(int node) {
        int piece = node >> BITS;
        if (piece < pieces.length) {
            pieces[piece][node & SIZE - 1] = null;
        }
    }
}
