package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.Attempt;
import io.weirflow.run.Finish;
import io.weirflow.run.FinishAndClaim;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeHolder;
import io.weirflow.run.NodeResult;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.RetryDelay;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateRecord;
import io.weirflow.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finishes nodes: one commit, that depends on the record which the claim wrote, holds the node, what is to be propagated, and the
 * children that depend on this node alone.
 */
final class Finishes {
    private static final int MAX_DIRECT_CHILDREN = 20;

    private final Shared shared;
    private final HeldClaims held;
    private final Claims claims;
    private final Delays delays;

    /** What a finish takes, and what it is if that takes effect. */
    private record Plan(List<Write> writes, Finish result) {}

    Finishes(Shared shared, HeldClaims held, Claims claims) {
        this.shared = shared;
        this.held = held;
        this.claims = claims;
        this.delays = new Delays(shared);
    }

    Finish finish(NodeClaim claim, NodeResult result) {
        StoredGraph graph = graph(claim);
        Optional<StateRecord> remembered = held.take(claim);
        AtomicBoolean first = new AtomicBoolean(true);
        return shared.commits().execute("finish node", () -> {
            boolean isFirst = first.getAndSet(false);
            StateRecord read = isFirst && remembered.isPresent() ? remembered.get() : read(claim);
            Plan plan = plan(graph, claim, result, read, isFirst);
            return plan.writes().isEmpty()
                    ? Commits.nothing(plan.result())
                    : Commits.commit(Commit.of(plan.writes()), plan.result());
        });
    }

    /**
     * Finishes a node and claims that of an event in the same commit. If that commit has a conflict, or there is nothing to be claimed,
     * the node is only finished.
     */
    FinishAndClaim finish(NodeClaim claim, NodeResult result, Membership member, NodeEvent next) {
        StoredGraph graph = graph(claim);
        ClaimPlan claiming = next(member, next);
        if (claiming.writes().isEmpty()) {
            return finish(claim, result, claiming);
        }
        Optional<StateRecord> remembered = held.take(claim);
        if (remembered.isPresent()) {
            Plan finishing = plan(graph, claim, result, remembered.get(), true);
            List<Write> writes = new ArrayList<>(finishing.writes());
            writes.addAll(claiming.writes());
            if (send(writes, claiming)) {
                claiming.remember(held);
                return new FinishAndClaim(
                        finishing.result(), claiming.claimed().stream().findFirst());
            }
        }
        return new FinishAndClaim(finish(claim, result), Optional.empty());
    }

    /** Finishes a node when another one can not be claimed, or was claimed already. */
    private FinishAndClaim finish(NodeClaim claim, NodeResult result, ClaimPlan had) {
        try {
            return new FinishAndClaim(
                    finish(claim, result), had.claimed().stream().findFirst());
        } catch (WeirflowException e) {
            had.giveUp(held);
            throw e;
        }
    }

    /** Trouble with another node must not keep this one from being finished: it will show when that is claimed by itself. */
    private ClaimPlan next(Membership member, NodeEvent next) {
        try {
            return claims.plan(member, next);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            return new ClaimPlan();
        }
    }

    private boolean send(List<Write> writes, ClaimPlan claiming) {
        try {
            return shared.commits().send(new Commit(claiming.id(), writes)).isEmpty();
        } catch (WeirflowException e) {
            if (Commits.mayHaveTakenEffect(e)) {
                claiming.mayHaveTakenEffect(held);
            }
            throw e;
        }
    }

    private StoredGraph graph(NodeClaim claim) {
        StoredGraph graph = shared.graph(claim.run());
        boolean exists = claim.place() >= 0
                && claim.place() < graph.size()
                && graph.spec(claim.place()).name().equals(claim.node());
        if (!exists) {
            throw WeirflowException.of(ErrorKind.NOT_EXIST, "finish", "the run has no such node", claim);
        }
        return graph;
    }

    private StateRecord read(NodeClaim claim) {
        return shared.store()
                .get(shared.keys().node(claim.run(), claim.place()))
                .orElseThrow(() -> refused(claim, "it was never claimed"));
    }

    private Plan plan(StoredGraph graph, NodeClaim claim, NodeResult result, StateRecord read, boolean direct) {
        NodeRecord node = NodeRecord.read(read);
        if (!node.isHeldBy(claim.token())) {
            return new Plan(List.of(), finishedBefore(claim, result, node));
        }
        Attempt attempt = attempt(claim, result, node);
        NodeRecord attempted = node.attempted(attempt);
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Delete(shared.keys().running(claim.run(), claim.place()), Condition.any()));
        node.last()
                .ifPresent(earlier -> writes.add(new Write.Put(
                        shared.keys().attempt(claim.run(), claim.place(), node.attempts() - 1),
                        AttemptFormat.value(earlier),
                        Condition.any())));
        if (isRetried(graph, claim, result.conclusion(), attempted)) {
            NodeRecord next = again(graph, claim.place(), attempted, writes);
            writes.add(new Write.Put(read.key(), next.value(), Condition.unchanged(read)));
            return new Plan(writes, new Finish(next.status(), false));
        }
        NodeRecord next = attempted.completed(result.conclusion(), attempt.finished());
        writes.add(new Write.Put(read.key(), next.value(), Condition.unchanged(read)));
        if (graph.size() == 1) {
            writes.add(counting(claim, result.conclusion()));
            return new Plan(writes, new Finish(NodeStatus.COMPLETED, false));
        }
        int[] children = graph.children(claim.place());
        boolean all = direct && result.conclusion() == Conclusion.SUCCESS && dependOnThisAlone(graph, children);
        if (all) {
            for (int child : children) {
                writes.add(new Write.Put(
                        shared.keys().node(claim.run(), child),
                        NodeRecord.UNTOUCHED.ready().value(),
                        Condition.absent()));
                writes.add(ClaimableIndex.ready(graph, child));
            }
        }
        OutboxEntry entry = OutboxEntry.node(claim.place(), result.conclusion(), all ? children.length : 0);
        writes.add(new Write.Put(shared.keys().outbox(claim.run(), claim.place()), entry.value(), Condition.any()));
        return new Plan(writes, new Finish(NodeStatus.COMPLETED, !all && children.length > 0));
    }

    /** Returns a node that is tried again, at once or after a wait, and adds what that is to be found by. */
    private NodeRecord again(StoredGraph graph, int place, NodeRecord attempted, List<Write> writes) {
        Optional<RetryDelay> delay = graph.spec(place).retryDelay();
        if (delay.isPresent()) {
            writes.add(delays.until(graph, place, delay.get().after(attempted.attempts())));
            return attempted.delayed();
        }
        writes.add(ClaimableIndex.ready(graph, place));
        return attempted.ready();
    }

    /** Returns the write that counts the only node of a run, which needs no propagation. */
    private Write counting(NodeClaim claim, Conclusion conclusion) {
        StateRecord read = shared.store()
                .get(shared.keys().progress(claim.run()))
                .orElseThrow(() -> Shared.noSuchRun(claim.run()));
        Progress counted = Progress.read(read).plus(conclusion, shared.now());
        return new Write.Put(read.key(), counted.value(), Condition.unchanged(read));
    }

    /** Tells whether children can be made ready at once: nobody else writes them before. */
    private static boolean dependOnThisAlone(StoredGraph graph, int[] children) {
        if (children.length > MAX_DIRECT_CHILDREN) {
            return false;
        }
        for (int child : children) {
            if (graph.parentCount(child) > 1) {
                return false;
            }
        }
        return true;
    }

    private Attempt attempt(NodeClaim claim, NodeResult result, NodeRecord node) {
        Instant now = shared.now();
        return new Attempt(
                result,
                node.holder().map(NodeHolder::agent).orElse(""),
                claim.token(),
                node.started().orElse(now),
                now);
    }

    private boolean isRetried(StoredGraph graph, NodeClaim claim, Conclusion conclusion, NodeRecord attempted) {
        return graph.spec(claim.place()).isRetried(conclusion, attempted.ended(conclusion))
                && shared.store().get(shared.keys().cancellation(claim.run())).isEmpty();
    }

    /** Returns what an earlier call with the same claim and result has done. */
    private static Finish finishedBefore(NodeClaim claim, NodeResult result, NodeRecord node) {
        boolean same = node.last()
                .filter(last -> last.token() == claim.token() && last.result().equals(result))
                .isPresent();
        if (!same) {
            throw refused(claim, node.token() == claim.token() ? standing(node) : claimedAgain(node));
        }
        boolean completed = node.status() == NodeStatus.COMPLETED;
        boolean waits = node.status() == NodeStatus.DELAYED;
        return new Finish(completed || waits ? node.status() : NodeStatus.READY, completed);
    }

    private static String standing(NodeRecord node) {
        return node.status() == NodeStatus.ORPHANED
                ? "the session of its holder had ended"
                : "it is " + node.status().text() + ", finished or given back before";
    }

    private static String claimedAgain(NodeRecord node) {
        return node.token() == 0 ? "it was never claimed" : "it was claimed again, with token " + node.token();
    }

    private static WeirflowException refused(NodeClaim claim, String found) {
        return WeirflowException.of(
                ErrorKind.PRECONDITION,
                "finish",
                "the claim does not hold: " + found + "; nothing was recorded",
                claim);
    }

    boolean release(NodeClaim claim) {
        StoredGraph graph = graph(claim);
        held.take(claim);
        return shared.commits().execute("release node", () -> {
            StateRecord read = read(claim);
            NodeRecord node = NodeRecord.read(read);
            if (!node.isHeldBy(claim.token())) {
                return Commits.nothing(false);
            }
            Commit releasing = Commit.builder()
                    .put(read.key(), node.ready().value(), Condition.unchanged(read))
                    .delete(shared.keys().running(claim.run(), claim.place()), Condition.any())
                    .add(ClaimableIndex.ready(graph, claim.place()))
                    .build();
            return Commits.commit(releasing, true);
        });
    }
}
