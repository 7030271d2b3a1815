package io.weirflow.testkit;

import io.weirflow.store.CommitId;
import io.weirflow.store.StateKey;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Searches for one order of operations that explains what all of them saw and respects which ended before which began (the
 * method of Wing and Gong, with Lowe's memory of states that were searched). Versions are unique, so that wrong guesses
 * fail soon; what is slow to search are many operations at once, not many operations.
 */
final class LinearizableHistory {
    private record Node(BitSet done, Map<StateKey, CommitId> versions) {}

    private final List<StateOperation> operations;

    private LinearizableHistory(List<StateOperation> operations) {
        this.operations = operations.stream()
                .sorted(Comparator.comparingLong(StateOperation::begin))
                .toList();
    }

    /** Fails if no order explains the operations, with the longest explicable beginning. */
    static void check(List<StateOperation> operations) {
        new LinearizableHistory(operations).search();
    }

    private void search() {
        Deque<Node> open = new ArrayDeque<>();
        Set<Node> seen = new HashSet<>();
        Node best = new Node(new BitSet(), Map.of());
        open.push(best);
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (node.done.cardinality() > best.done.cardinality()) {
                best = node;
            }
            long firstEnd = firstEnd(node.done);
            if (firstEnd == Long.MAX_VALUE) {
                return;
            }
            for (int i = node.done.nextClearBit(0);
                    i < operations.size() && operations.get(i).begin() <= firstEnd;
                    i = node.done.nextClearBit(i + 1)) {
                int next = i;
                operations.get(i).apply(node.versions).ifPresent(versions -> {
                    BitSet done = (BitSet) node.done.clone();
                    done.set(next);
                    Node reached = new Node(done, versions);
                    if (seen.add(reached)) {
                        open.push(reached);
                    }
                });
            }
        }
        throw new AssertionError(explain(best));
    }

    /** Returns the earliest end among the operations that are not done: what begins later cannot come before it. */
    private long firstEnd(BitSet done) {
        long first = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
            if (operations.get(i).begin() > first) {
                break;
            }
            first = Math.min(first, operations.get(i).end());
        }
        return first;
    }

    private String explain(Node best) {
        StringBuilder text = new StringBuilder("no order of the operations explains what they saw; after ");
        text.append(best.done.cardinality()).append(" of ").append(operations.size());
        text.append(" the versions are ").append(best.versions).append(" and none of these can be next:");
        long firstEnd = firstEnd(best.done);
        for (int i = best.done.nextClearBit(0); i < operations.size(); i = best.done.nextClearBit(i + 1)) {
            if (operations.get(i).begin() <= firstEnd) {
                text.append("\n  ").append(operations.get(i));
            }
        }
        return text.toString();
    }
}
