package io.weirflow.run.state;

import com.google.common.base.Ticker;
import io.weirflow.base.Ulid;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Finish;
import io.weirflow.run.FinishAndClaim;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.NodeResult;
import io.weirflow.run.Run;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunPage;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStats;
import io.weirflow.run.RunStore;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs on a {@link StateStore}. Any number of objects, in any number of processes, may stand on the same namespace of the same
 * store. Holds nothing that must be closed.
 */
public final class StateRunStore implements RunStore {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final Shared shared;
    private final RunIds ids;
    private final Starts starts;
    private final Claims claims;
    private final Finishes finishes;
    private final Members members;
    private final Listing listing;
    private final Inspection inspection;
    private final Cancellations cancellations;
    private final Removal removal;
    private final Propagator propagator;
    private final Sweep sweep;
    private final Map<Membership, List<NodeEvents>> subscriptions = new ConcurrentHashMap<>();

    private StateRunStore(Shared shared) {
        HeldClaims held = new HeldClaims();
        this.shared = shared;
        this.ids = new RunIds(shared.clock());
        this.starts = new Starts(shared);
        this.claims = new Claims(shared, held);
        this.finishes = new Finishes(shared, held, claims);
        this.members = new Members(shared);
        this.listing = new Listing(shared);
        this.inspection = new Inspection(shared);
        this.cancellations = new Cancellations(shared);
        this.removal = new Removal(shared);
        this.propagator = new Propagator(shared);
        this.sweep = new Sweep(shared, cancellations, removal, members);
    }

    /** Returns the runs of a namespace of a store. */
    public static StateRunStore of(StateStore store, String namespace) {
        return of(store, namespace, Clock.systemUTC(), Ticker.systemTicker(), POLL_INTERVAL);
    }

    /**
     * Returns the runs of a namespace of a store.
     *
     * @param clock stamps what happens and judges deadlines
     * @param ticker measures for how long sessions were not renewed
     * @param pollInterval how often {@link NodeEvents#next} looks into the store while it waits
     */
    public static StateRunStore of(
            StateStore store, String namespace, Clock clock, Ticker ticker, Duration pollInterval) {
        return new StateRunStore(Shared.of(store, namespace, clock, ticker, pollInterval));
    }

    @Override
    public Sessions sessions() {
        return shared.sessions();
    }

    @Override
    public RunSummary startRun(GraphSpec graph, RunOptions options) {
        return startRun(ids.next(), graph, options);
    }

    @Override
    public RunSummary startRun(Ulid id, GraphSpec graph, RunOptions options) {
        return starts.start(id, graph, options);
    }

    @Override
    public Optional<RunSummary> findRun(Ulid run) {
        return Optional.ofNullable(listing.find(List.of(run)).get(run));
    }

    @Override
    public Map<Ulid, RunSummary> findRuns(Collection<Ulid> runs) {
        return listing.find(runs);
    }

    @Override
    public Run inspectRun(Ulid run) {
        return inspection.run(run);
    }

    @Override
    public Node inspectNode(Ulid run, String node) {
        return inspection.node(run, node);
    }

    @Override
    public RunPage listRuns(RunQuery query) {
        return listing.list(query);
    }

    @Override
    public boolean cancelRun(Ulid run, String reason) {
        return cancellations.cancel(run, reason);
    }

    @Override
    public Set<Ulid> canceled(Collection<Ulid> runs) {
        return cancellations.of(runs);
    }

    @Override
    public boolean removeRun(Ulid run) {
        return removal.remove(run);
    }

    @Override
    public RunStats stats() {
        return listing.stats();
    }

    @Override
    public List<AgentInfo> listAgents() {
        return members.list();
    }

    @Override
    public Membership join(String agent, Set<String> runtimes, Session session) {
        Membership[] joined = new Membership[1];
        joined[0] = members.join(agent, runtimes, session, () -> unsubscribeAll(joined[0]));
        return joined[0];
    }

    @Override
    public NodeEvents subscribe(Membership member, Set<NodeEventType> types) {
        NodeEvents events = new ClaimableEvents(shared, member.agent(), types);
        subscriptions.computeIfAbsent(member, m -> new CopyOnWriteArrayList<>()).add(events);
        return events;
    }

    @Override
    public void unsubscribeAll(Membership member) {
        List<NodeEvents> ended = subscriptions.remove(member);
        if (ended != null) {
            ended.forEach(NodeEvents::close);
        }
    }

    @Override
    public Optional<ClaimedNode> claimNode(Membership member, Ulid run, String node) {
        return claims.claim(member, run, node);
    }

    @Override
    public List<ClaimedNode> claimNodes(Membership member, Collection<NodeEvent> events) {
        return claims.claimAll(member, events);
    }

    @Override
    public Finish finishNode(NodeClaim claim, NodeResult result) {
        return finishes.finish(claim, result);
    }

    @Override
    public FinishAndClaim finishAndClaim(NodeClaim claim, NodeResult result, Membership member, NodeEvent next) {
        return finishes.finish(claim, result, member, next);
    }

    @Override
    public boolean releaseNode(NodeClaim claim) {
        return finishes.release(claim);
    }

    @Override
    public boolean propagate(Session session) {
        return propagator.propagate(session);
    }

    @Override
    public boolean sweep(Session session) {
        return sweep.run(session);
    }
}
