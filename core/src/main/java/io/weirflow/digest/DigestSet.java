package io.weirflow.digest;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A set of digests that only grows, in the order in which they came: a table of references and numbers alone, without an
 * object for each element, since batches of work gather many digests for a short time. Not thread-safe.
 */
public final class DigestSet extends AbstractSet<Digest> {
    private static final int MIN_CAPACITY = 8;

    private Digest[] elements;
    /** At twice as many places as there may be elements, the number of an element plus one. */
    private int[] slots;

    private int size;

    /** Returns an empty set, with room for some elements before it has to grow. */
    public DigestSet(int expected) {
        int capacity = Math.max(MIN_CAPACITY, Integer.highestOneBit(Math.max(1, expected - 1)) << 1);
        elements = new Digest[capacity];
        slots = new int[2 * capacity];
    }

    @Override
    public boolean add(Digest digest) {
        int slot = slot(digest);
        if (slots[slot] != 0) {
            return false;
        }
        if (size == elements.length) {
            grow();
            slot = slot(digest);
        }
        elements[size] = digest;
        slots[slot] = ++size;
        return true;
    }

    @Override
    public boolean contains(@Nullable Object object) {
        return object instanceof Digest digest && slots[slot(digest)] != 0;
    }

    private int slot(Digest digest) {
        int mask = slots.length - 1;
        int slot = digest.hashCode() & mask;
        while (slots[slot] != 0 && !elements[slots[slot] - 1].equals(digest)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        elements = Arrays.copyOf(elements, 2 * size);
        slots = new int[4 * size];
        for (int i = 0; i < size; i++) {
            slots[slot(elements[i])] = i + 1;
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Iterator<Digest> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Digest next() {
                if (next == size) {
                    throw new NoSuchElementException();
                }
                return elements[next++];
            }
        };
    }
}
