package io.weirflow.run;

import com.google.common.collect.ImmutableList;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of a run, as it was when it was read. Immutable. */
public final class Node {
    private final NodeSpec spec;
    private final NodeStatus status;
    private final ImmutableList<Attempt> attempts;
    private final Optional<Conclusion> conclusion;
    private final Optional<Instant> started;
    private final Optional<Instant> finished;
    private final Optional<NodeHolder> holder;
    private final Supplier<Map<String, StateValue>> inputSource;
    private volatile @Nullable Map<String, StateValue> inputs;

    /** What is known of a node besides its specification, its attempts and its inputs. */
    public record State(
            NodeStatus status,
            Optional<Conclusion> conclusion,
            Optional<Instant> started,
            Optional<Instant> finished,
            Optional<NodeHolder> holder) {}

    /** Creates a node; the inputs, which must not change, are asked for when they are needed. */
    public Node(NodeSpec spec, State state, List<Attempt> attempts, Supplier<Map<String, StateValue>> inputs) {
        this.spec = spec;
        this.status = state.status();
        this.attempts = ImmutableList.copyOf(attempts);
        this.conclusion = state.conclusion();
        this.started = state.started();
        this.finished = state.finished();
        this.holder = state.holder();
        this.inputSource = inputs;
    }

    /** Returns what the user stated. */
    public NodeSpec spec() {
        return spec;
    }

    /** Returns its name. */
    public String name() {
        return spec.name();
    }

    /** Returns how far it has come. */
    public NodeStatus status() {
        return status;
    }

    /** Returns its finished executions, in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** Returns how it ended, if it is complete; SKIPPED if it was never attempted. */
    public Optional<Conclusion> conclusion() {
        return conclusion;
    }

    /** Returns when it was last claimed, or completed without a claim. */
    public Optional<Instant> started() {
        return started;
    }

    /** Returns when it was completed. */
    public Optional<Instant> finished() {
        return finished;
    }

    /** Returns who claimed it last. */
    public Optional<NodeHolder> holder() {
        return holder;
    }

    /** Returns the outputs of those nodes it depends on that succeeded, by name, in the order of the graph. */
    public Map<String, StateValue> inputs() {
        Map<String, StateValue> known = inputs;
        if (known == null) {
            known = inputSource.get();
            inputs = known;
        }
        return known;
    }

    /** Returns the output of its last attempt, if that succeeded. */
    public Optional<StateValue> output() {
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.get(attempts.size() - 1).result())
                        .filter(result -> result.conclusion() == Conclusion.SUCCESS)
                        .map(NodeResult::output);
    }

    @Override
    public String toString() {
        return "node " + name() + ", " + status.text()
                + conclusion.map(c -> ", " + c.text()).orElse("");
    }
}
