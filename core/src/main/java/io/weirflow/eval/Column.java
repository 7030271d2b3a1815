package io.weirflow.eval;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Something that is known of some nodes, by number, for a while. */
final class Column<T> {
    private @Nullable Object[] values = {};

    @SuppressWarnings("unchecked") // only what is a T comes in
    @Nullable
    T get(int node) {
        return node < values.length ? (T) values[node] : null;
    }

    void put(int node, T value) {
        if (node >= values.length) {
            values = Arrays.copyOf(values, Math.max(node + 1, 2 * values.length));
        }
        values[node] = value;
    }

    void clear(int node) {
        if (node < values.length) {
            values[node] = null;
        }
    }
}
