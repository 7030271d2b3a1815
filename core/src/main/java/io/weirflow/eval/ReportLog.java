package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.flow.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of nodes that do work, in the order of their ends: parallel arrays, some ten bytes a node, since an evaluation
 * may have a million of them and is kept by whoever has it.
 */
final class ReportLog {
    private static final Outcome[] OUTCOMES = Outcome.values();

    private int size;
    private final Column<Flow> flows = new Column<>();
    private final Column<Digest> keys = new Column<>();
    private byte[] outcomes = new byte[16];
    private long[] nanos = {};
    private final Column<Reason> reasons = new Column<>();
    private final Column<Failure> failures = new Column<>();

    /** Adds what became of a node and returns its place. */
    @SuppressWarnings("EnumOrdinal") // a number in this array, nowhere else
    int add(
            Flow flow,
            Digest key,
            Outcome outcome,
            long durationNanos,
            @Nullable Reason reason,
            @Nullable Failure failure) {
        if (size == outcomes.length) {
            outcomes = Arrays.copyOf(outcomes, 2 * size);
        }
        flows.put(size, flow);
        keys.put(size, key);
        outcomes[size] = (byte) outcome.ordinal();
        if (durationNanos != 0) {
            if (size >= nanos.length) {
                nanos = Arrays.copyOf(nanos, outcomes.length);
            }
            nanos[size] = durationNanos;
        }
        if (reason != null) {
            reasons.put(size, reason);
        }
        if (failure != null) {
            failures.put(size, failure);
        }
        return size++;
    }

    /** Takes back the last report of a node; returns what it said, null if there is none. Linear. */
    @SuppressWarnings("ReferenceEquality") // nodes are told apart by identity
    @Nullable
    Outcome remove(Flow flow) {
        int at = size - 1;
        while (at >= 0 && flows.get(at) != flow) {
            at--;
        }
        if (at < 0) {
            return null;
        }
        Outcome outcome = OUTCOMES[outcomes[at]];
        ReportLog rest = new ReportLog();
        for (int i = at + 1; i < size; i++) {
            rest.add(flows.at(i), keys.at(i), OUTCOMES[outcomes[i]], nanos(i), reasons.get(i), failures.get(i));
        }
        truncate(at);
        for (int i = 0; i < rest.size; i++) {
            add(
                    rest.flows.at(i),
                    rest.keys.at(i),
                    OUTCOMES[rest.outcomes[i]],
                    rest.nanos(i),
                    rest.reasons.get(i),
                    rest.failures.get(i));
        }
        return outcome;
    }

    private void truncate(int length) {
        for (int i = length; i < size; i++) {
            reasons.clear(i);
            failures.clear(i);
        }
        if (length < nanos.length) {
            Arrays.fill(nanos, length, nanos.length, 0);
        }
        size = length;
    }

    private long nanos(int index) {
        return index < nanos.length ? nanos[index] : 0;
    }

    /** Returns what was said at a place. */
    NodeReport report(int index) {
        return new NodeReport(
                flows.at(index),
                keys.at(index),
                OUTCOMES[outcomes[index]],
                Optional.ofNullable(reasons.get(index)),
                Optional.ofNullable(failures.get(index)),
                nanos(index) == 0 ? Duration.ZERO : Duration.ofNanos(nanos(index)));
    }

    /** Returns all that was said. */
    List<NodeReport> reports() {
        List<NodeReport> reports = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            reports.add(report(i));
        }
        return reports;
    }
}
