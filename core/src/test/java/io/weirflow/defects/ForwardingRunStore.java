package io.weirflow.defects;

import io.weirflow.base.Ulid;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Finish;
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
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store of runs that leaves everything to another; those with defects change some of it. */
class ForwardingRunStore implements RunStore {
    private final RunStore store;

    ForwardingRunStore(RunStore store) {
        this.store = store;
    }

    @Override
    public Sessions sessions() {
        return store.sessions();
    }

    @Override
    public RunSummary startRun(GraphSpec graph, RunOptions options) {
        return store.startRun(graph, options);
    }

    @Override
    public RunSummary startRun(Ulid id, GraphSpec graph, RunOptions options) {
        return store.startRun(id, graph, options);
    }

    @Override
    public Optional<RunSummary> findRun(Ulid run) {
        return store.findRun(run);
    }

    @Override
    public Map<Ulid, RunSummary> findRuns(Collection<Ulid> runs) {
        return store.findRuns(runs);
    }

    @Override
    public Run inspectRun(Ulid run) {
        return store.inspectRun(run);
    }

    @Override
    public Node inspectNode(Ulid run, String node) {
        return store.inspectNode(run, node);
    }

    @Override
    public RunPage listRuns(RunQuery query) {
        return store.listRuns(query);
    }

    @Override
    public boolean cancelRun(Ulid run, String reason) {
        return store.cancelRun(run, reason);
    }

    @Override
    public Set<Ulid> canceled(Collection<Ulid> runs) {
        return store.canceled(runs);
    }

    @Override
    public boolean removeRun(Ulid run) {
        return store.removeRun(run);
    }

    @Override
    public RunStats stats() {
        return store.stats();
    }

    @Override
    public List<AgentInfo> listAgents() {
        return store.listAgents();
    }

    @Override
    public Membership join(String agent, Set<String> runtimes, Session session) {
        return store.join(agent, runtimes, session);
    }

    @Override
    public NodeEvents subscribe(Membership member, Set<NodeEventType> types) {
        return store.subscribe(member, types);
    }

    @Override
    public void unsubscribeAll(Membership member) {
        store.unsubscribeAll(member);
    }

    @Override
    public Optional<ClaimedNode> claimNode(Membership member, Ulid run, String node) {
        return store.claimNode(member, run, node);
    }

    @Override
    public List<ClaimedNode> claimNodes(Membership member, Collection<NodeEvent> events) {
        return store.claimNodes(member, events);
    }

    @Override
    public Finish finishNode(NodeClaim claim, NodeResult result) {
        return store.finishNode(claim, result);
    }

    @Override
    public boolean releaseNode(NodeClaim claim) {
        return store.releaseNode(claim);
    }

    @Override
    public boolean propagate(Session session) {
        return store.propagate(session);
    }

    @Override
    public boolean sweep(Session session) {
        return store.sweep(session);
    }
}
