package io.weirflow.run;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Durable runs, shared by processes. Those who start and watch runs need no agent, and agents need not know who starts runs.
 *
 * <h2>Guarantees</h2>
 *
 * <ul>
 *   <li>A node is claimed by one member at a time, and each attempt is recorded once: whoever finishes names the claim, and is
 *       refused once the node was orphaned, however long it was asleep.
 *   <li>What a finish entails for other nodes becomes visible when it has been propagated, by whichever process calls {@link
 *       #propagate}: after a success each node is made ready whose parents have all succeeded; after a failure without retries
 *       left, all nodes that depend on it, directly or not, are completed as SKIPPED. A crash at any moment loses nothing of
 *       this: it is continued by the next call, in any process.
 *   <li>Execution is at least once: an agent that stops may have done its work, or part of it, before another attempts the node
 *       again. Recording is exactly once for each attempt.
 *   <li>What is returned is a copy; nobody sees later changes in it.
 * </ul>
 *
 * <p>Methods block, are thread-safe, and fail as the {@linkplain io.weirflow.store.StateStore state store} does. Those that are
 * given a run fail with kind NOT_EXIST if there is none of that identity. Where a method may be called again after an unknown outcome it
 * says so.
 *
 * <p>Implementations MUST pass {@code io.weirflow.testkit.RunStoreContract}.
 */
public interface RunStore {
    /** Returns the sessions that members refer to. */
    Sessions sessions();

    /** Starts a run without labels or deadline; as {@link #startRun(GraphSpec, RunOptions)}. */
    default RunSummary startRun(GraphSpec graph) {
        return startRun(graph, RunOptions.DEFAULT);
    }

    /** Starts a run with an identity of its own; as {@link #startRun(Ulid, GraphSpec, RunOptions)}. */
    RunSummary startRun(GraphSpec graph, RunOptions options);

    /**
     * Starts a run. It is there as a whole or, after a failure, not at all. Its identity is where it stands in lists: it should carry
     * the time of now.
     *
     * @throws io.weirflow.base.WeirflowException of kind PRECONDITION if there is a run of that identity; of kind OUTCOME_UNKNOWN
     *     if it may have been started
     */
    RunSummary startRun(Ulid id, GraphSpec graph, RunOptions options);

    /** Returns a run without its nodes, if there is one. */
    Optional<RunSummary> findRun(Ulid run);

    /** Returns those of the given runs that there are, without their nodes, in few requests. */
    Map<Ulid, RunSummary> findRuns(Collection<Ulid> runs);

    /** Returns a run with all its nodes. */
    Run inspectRun(Ulid run);

    /**
     * Returns one node of a run, at a cost that depends on its parents alone.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_EXIST if there is no such run or node
     */
    Node inspectNode(Ulid run, String node);

    /** Lists runs. */
    RunPage listRuns(RunQuery query);

    /**
     * Cancels a run: what is not running is completed as CANCELED, agents stop what is running, nothing is tried again. Returns
     * false if it was canceled before, or is complete. May be called again.
     */
    boolean cancelRun(Ulid run, String reason);

    /** Returns those of the given runs that were canceled. */
    Set<Ulid> canceled(Collection<Ulid> runs);

    /**
     * Removes a run that is complete, with all its records.
     *
     * @return false if there is no such run
     * @throws io.weirflow.base.WeirflowException of kind PRECONDITION if it is not complete: cancel it and wait
     */
    boolean removeRun(Ulid run);

    /** Counts runs and nodes. Its cost grows with the number of runs, and of nodes that are ready, running or orphaned. */
    RunStats stats();

    /** Returns the agents that have joined and whose session has not ended, by identity. */
    List<AgentInfo> listAgents();

    /**
     * Lets an agent join.
     *
     * @param agent its identity
     * @param runtimes the runtimes of the nodes that it wants to hear of; empty for all
     * @param session a session of {@link #sessions()}, by whose renewal others see that it lives
     * @throws io.weirflow.base.WeirflowException of kind PRECONDITION if an agent of that identity has joined and its session has
     *     not ended
     */
    Membership join(String agent, Set<String> runtimes, Session session);

    /** Subscribes a member to events of the given types; without types to none. */
    NodeEvents subscribe(Membership member, Set<NodeEventType> types);

    /** Ends all subscriptions of a member. */
    void unsubscribeAll(Membership member);

    /**
     * Claims a node that is ready or orphaned. Empty if it is running or complete, or somebody else was faster. May be called again
     * after an unknown outcome, which gives the claim if it was had.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_EXIST if there is no such run or node; of kind PRECONDITION if the
     *     node waits for others or the member's session has ended
     */
    Optional<ClaimedNode> claimNode(Membership member, Ulid run, String node);

    /**
     * Claims as many of the nodes of some events as can be had, in few commits; otherwise as {@link #claimNode}. Trouble after the first
     * of these commits is no failure: what was claimed until then is returned.
     */
    List<ClaimedNode> claimNodes(Membership member, Collection<NodeEvent> events);

    /**
     * Finishes an attempt. May be called again with an equal result, which then has no further effect.
     *
     * @throws io.weirflow.base.WeirflowException of kind PRECONDITION if the claim does not hold: the node was orphaned, claimed
     *     by another, finished otherwise or never claimed; nothing is changed then
     */
    Finish finishNode(NodeClaim claim, NodeResult result);

    /**
     * Finishes an attempt, as {@link #finishNode}, and claims the node of an event, as {@link #claimNodes}: in one commit where that
     * is possible. Trouble with the claim alone is no failure; the node is then not claimed. If this fails, the finish may be called
     * again, and a claim by itself gives what may have been had.
     */
    default FinishAndClaim finishAndClaim(NodeClaim claim, NodeResult result, Membership member, NodeEvent next) {
        Finish finish = finishNode(claim, result);
        try {
            return new FinishAndClaim(
                    finish, claimNodes(member, List.of(next)).stream().findFirst());
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            return new FinishAndClaim(finish, Optional.empty());
        }
    }

    /**
     * Gives a claim back without an attempt: the node is ready again. Returns false if the claim did not hold any more.
     */
    boolean releaseNode(NodeClaim claim);

    /**
     * Lets finished nodes take effect on those that depend on them, for each run unless another session is doing that. To be called
     * repeatedly by every process that has agents, in short intervals; harmless when several do.
     *
     * @param session the session that holds the right to a run meanwhile
     * @return whether there is more to do at once
     */
    boolean propagate(Session session);

    /**
     * Ends sessions that are not renewed, orphans what they had claimed, cancels runs whose deadline has passed and removes
     * what runs left that were never started completely. To be called repeatedly, several times within the time to live of a
     * session, by every process that has agents; harmless when several do.
     *
     * @param session the session that holds what it removes meanwhile
     * @return whether there is more to do at once
     */
    boolean sweep(Session session);
}
