package io.weirflow.store;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of writes that happen together or not at all.
 *
 * @param id the identity of this commit, and the version of each record that it puts; the same for a retry of the same writes
 * @param writes 1 to 100 writes of different keys, together at most 3.5 MiB; their order has no meaning
 */
public record Commit(CommitId id, List<Write> writes) {
    /**
     * Checks the limits and copies the list.
     *
     * @throws WeirflowException of kind INVALID that says which limit is exceeded or which key comes twice
     */
    public Commit {
        writes = ImmutableList.copyOf(writes);
        checkCount(writes);
        checkKeys(writes);
        checkSize(writes);
    }

    /** Returns a commit with an identity of its own. */
    public static Commit of(List<Write> writes) {
        return new Commit(CommitId.random(), writes);
    }

    /** Returns a commit with an identity of its own. */
    public static Commit of(Write... writes) {
        return of(List.of(writes));
    }

    /** Returns a builder without writes. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the size of all keys and values in bytes. */
    public int bytes() {
        return (int) sum(writes);
    }

    private static long sum(List<Write> writes) {
        return writes.stream().mapToLong(Write::bytes).sum();
    }

    private static void checkCount(List<Write> writes) {
        if (writes.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "commit", "has no writes");
        }
        if (writes.size() > StateStore.MAX_WRITES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "commit",
                    "has " + writes.size() + " writes, the limit is " + StateStore.MAX_WRITES,
                    writes.get(0).key());
        }
    }

    private static void checkKeys(List<Write> writes) {
        if (writes.size() == 1) {
            return;
        }
        Set<StateKey> seen = new HashSet<>();
        for (Write write : writes) {
            if (!seen.add(write.key())) {
                throw WeirflowException.of(
                        ErrorKind.INVALID, "commit", "a key may come once in a commit, found twice", write.key());
            }
        }
    }

    private static void checkSize(List<Write> writes) {
        long bytes = sum(writes);
        if (bytes > StateStore.MAX_COMMIT_BYTES) {
            Write largest = Collections.max(writes, Comparator.comparingInt(Write::bytes));
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "commit",
                    "keys and values have " + bytes + " bytes, the limit is " + StateStore.MAX_COMMIT_BYTES
                            + "; the largest write has " + largest.bytes(),
                    largest.key());
        }
    }

    /** Collects writes. Not thread-safe. */
    public static final class Builder {
        private final List<Write> writes = new ArrayList<>();

        private Builder() {}

        /** Adds a put. */
        public Builder put(StateKey key, StateValue value, Condition condition) {
            return add(new Write.Put(key, value, condition));
        }

        /** Adds a delete. */
        public Builder delete(StateKey key, Condition condition) {
            return add(new Write.Delete(key, condition));
        }

        /** Adds a check. */
        public Builder check(StateKey key, Condition condition) {
            return add(new Write.Check(key, condition));
        }

        /** Adds a write. */
        public Builder add(Write write) {
            writes.add(write);
            return this;
        }

        /** Adds writes. */
        public Builder addAll(Iterable<? extends Write> more) {
            more.forEach(writes::add);
            return this;
        }

        /** Returns the number of writes so far. */
        public int size() {
            return writes.size();
        }

        /**
         * Returns a commit with an identity of its own.
         *
         * @throws WeirflowException of kind INVALID if a limit is exceeded
         */
        public Commit build() {
            return Commit.of(writes);
        }
    }
}
