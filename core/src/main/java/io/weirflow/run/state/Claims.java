package io.weirflow.run.state;

import com.google.common.collect.Lists;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.Attempt;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeHolder;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import io.weirflow.store.lease.SessionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Claims nodes: each is taken by the one commit that finds its record unchanged. */
final class Claims {
    private static final int WRITES_PER_NODE = 3;
    private static final int MAX_NODES = StateStore.MAX_WRITES / WRITES_PER_NODE;

    private final Shared shared;
    private final HeldClaims held;
    private final NodeReader nodes;

    /** A node to be claimed. */
    private record Target(StoredGraph graph, int place) {
        StateKey key() {
            return graph.keys().node(graph.run(), place);
        }
    }

    Claims(Shared shared, HeldClaims held) {
        this.shared = shared;
        this.held = held;
        this.nodes = new NodeReader(shared);
    }

    Optional<ClaimedNode> claim(Membership member, Ulid run, String name) {
        StoredGraph graph = shared.graph(run);
        Target target = new Target(graph, Shared.place(graph, name));
        checkSession(member);
        return take(member, List.of(target), true).stream().findFirst();
    }

    List<ClaimedNode> claimAll(Membership member, Collection<NodeEvent> events) {
        checkSession(member);
        List<Target> targets = targets(events);
        List<ClaimedNode> claimed = new ArrayList<>();
        for (List<Target> some : Lists.partition(targets, MAX_NODES)) {
            try {
                claimed.addAll(take(member, some, false));
            } catch (WeirflowException e) {
                if (claimed.isEmpty()) {
                    throw e;
                }
                return claimed; // which the caller must know of; the trouble will show again
            }
        }
        return claimed;
    }

    /** Plans to claim the node of an event as a part of another commit, if it can be had. */
    ClaimPlan plan(Membership member, NodeEvent event) {
        ClaimPlan plan = new ClaimPlan();
        if (member.session().isAlive()) {
            plan(plan, member, targets(List.of(event)), false);
        }
        return plan;
    }

    private List<Target> targets(Collection<NodeEvent> events) {
        List<Target> targets = new ArrayList<>();
        Set<StateKey> seen = new HashSet<>();
        for (NodeEvent event : events) {
            shared.findGraph(event.run())
                    .map(graph -> new Target(graph, event.place()))
                    .filter(target -> seen.add(target.key()))
                    .ifPresent(targets::add);
        }
        return targets;
    }

    private static void checkSession(Membership member) {
        SessionState state = member.session().state();
        if (state == SessionState.LOST || state == SessionState.CLOSED) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION,
                    "claim",
                    "the session of the agent has ended: join again with another",
                    member.agent().id());
        }
    }

    private List<ClaimedNode> take(Membership member, List<Target> targets, boolean strict) {
        ClaimPlan[] last = {new ClaimPlan()};
        try {
            List<ClaimedNode> claimed = shared.commits().execute("claim nodes", () -> {
                last[0].giveUp(held);
                ClaimPlan plan = new ClaimPlan();
                last[0] = plan;
                plan(plan, member, targets, strict);
                return plan.writes().isEmpty()
                        ? Commits.nothing(plan.claimed())
                        : Commits.commit(new Commit(plan.id(), plan.writes()), plan.claimed());
            });
            last[0].remember(held);
            return claimed;
        } catch (WeirflowException e) {
            last[0].giveUp(held);
            if (Commits.mayHaveTakenEffect(e)) {
                last[0].mayHaveTakenEffect(held);
            }
            throw e;
        }
    }

    private void plan(ClaimPlan plan, Membership member, List<Target> targets, boolean strict) {
        Map<StateKey, StateRecord> found = read(targets);
        for (Target target : targets) {
            StateRecord read = found.get(target.key());
            NodeRecord node = NodeRecord.read(Optional.ofNullable(read));
            if (read == null || node.status() == NodeStatus.WAITING || node.status() == NodeStatus.DELAYED) {
                if (strict) {
                    throw notReady(target, node.status());
                }
            } else if (isOwn(member, node) && held.takeUncertain(read)) {
                plan.has(shown(target, node, false), read);
            } else if (node.isClaimable()) {
                if (found.containsKey(shared.keys().cancellation(target.graph().run()))) {
                    complete(target, read, node);
                } else {
                    take(plan, member, target, read, node);
                }
            }
        }
    }

    private void take(ClaimPlan plan, Membership member, Target target, StateRecord read, NodeRecord node) {
        NodeRecord taken = taken(member, node);
        StateRecord written = new StateRecord(target.key(), taken.value(), plan.id());
        plan.take(
                shown(target, taken, node.status() == NodeStatus.ORPHANED),
                written,
                List.of(
                        new Write.Put(target.key(), written.value(), Condition.unchanged(read)),
                        ClaimableIndex.gone(target.graph(), target.place()),
                        running(target, member)));
    }

    private Map<StateKey, StateRecord> read(List<Target> targets) {
        Set<StateKey> keys = new HashSet<>();
        for (Target target : targets) {
            keys.add(target.key());
            keys.add(shared.keys().cancellation(target.graph().run()));
        }
        return shared.store().getAll(keys);
    }

    private static WeirflowException notReady(Target target, NodeStatus status) {
        return WeirflowException.of(
                ErrorKind.PRECONDITION,
                "claim",
                status == NodeStatus.DELAYED
                        ? "the node is not ready: it waits before it is tried again"
                        : "the node is not ready: something that it depends on is not complete",
                target.graph().run(),
                target.graph().spec(target.place()).name());
    }

    private static boolean isOwn(Membership member, NodeRecord node) {
        return node.status() == NodeStatus.RUNNING
                && node.holder()
                        .filter(holder ->
                                holder.session().equals(member.session().id()))
                        .isPresent();
    }

    private NodeRecord taken(Membership member, NodeRecord node) {
        NodeHolder holder = new NodeHolder(member.agent().id(), member.session().id(), node.token() + 1);
        return node.claimed(holder, shared.now());
    }

    private Write running(Target target, Membership member) {
        return new Write.Put(
                shared.keys().running(target.graph().run(), target.place()),
                StateValue.utf8(member.session().id()),
                Condition.any());
    }

    private ClaimedNode shown(Target target, NodeRecord node, boolean orphaned) {
        StoredGraph graph = target.graph();
        int place = target.place();
        List<Attempt> attempts =
                nodes.attempts(graph.run(), Map.of(place, node)).getOrDefault(place, List.of());
        Node shown = NodeReader.node(graph, place, node, attempts, nodes.inputs(graph, place));
        return new ClaimedNode(new NodeClaim(graph.run(), shown.name(), place, node.token()), shown, orphaned);
    }

    /** Completes what became claimable after its run was canceled, such as what was orphaned meanwhile. */
    private void complete(Target target, StateRecord read, NodeRecord node) {
        StoredGraph graph = target.graph();
        Commit canceling = Commit.builder()
                .put(
                        read.key(),
                        node.completed(Conclusion.CANCELED, shared.now()).value(),
                        Condition.unchanged(read))
                .add(ClaimableIndex.gone(graph, target.place()))
                .put(
                        shared.keys().outbox(graph.run(), target.place()),
                        OutboxEntry.node(target.place(), Conclusion.CANCELED, 0).value(),
                        Condition.any())
                .build();
        // On a conflict somebody else has changed it, and will see that the run is canceled.
        shared.commits().send(canceling).ifPresent(conflict -> {});
    }
}
