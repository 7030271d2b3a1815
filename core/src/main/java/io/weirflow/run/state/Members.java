package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.Membership;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who has joined. Each agent's identity is a lease; a record beside it lets agents be listed. */
final class Members {
    private static final String FORMAT = "weirflow-agent";
    private static final int VERSION = 1;

    private final Shared shared;

    Members(Shared shared) {
        this.shared = shared;
    }

    Membership join(String id, Set<String> runtimes, Session session, Runnable onLeave) {
        AgentInfo agent = new AgentInfo(id, runtimes, session.id(), shared.now());
        Optional<Lease> lease = shared.leases().tryAcquire(RunKeys.agentLease(id), session);
        if (lease.isEmpty()) {
            throw taken(id);
        }
        Commit joining = Commit.builder()
                .put(shared.keys().agent(id), value(agent), Condition.any())
                .add(lease.get().check())
                .build();
        if (shared.commits().send(joining).isPresent()) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "join", "the session of the agent has ended: open another", id);
        }
        return new StateMembership(shared, agent, lease.get(), onLeave);
    }

    private WeirflowException taken(String id) {
        String holder = shared.store()
                .get(shared.keys().agent(id))
                .map(record -> read(record).session())
                .orElse("unknown");
        return WeirflowException.of(
                ErrorKind.PRECONDITION,
                "join",
                "an agent of this identity has joined and its session " + holder
                        + " has not ended: choose another identity, or wait until the session ends",
                id);
    }

    List<AgentInfo> list() {
        List<AgentInfo> agents = new ArrayList<>();
        records().forEach(record -> agents.add(read(record)));
        Set<String> ended =
                shared.sessions().ended(agents.stream().map(AgentInfo::session).toList());
        return agents.stream().filter(agent -> !ended.contains(agent.session())).toList();
    }

    /** Removes agents whose session has ended. */
    void sweep(Session session) {
        List<StateRecord> records = records();
        Set<String> ended = shared.sessions()
                .ended(records.stream().map(record -> read(record).session()).toList());
        Parts agents = new Parts();
        for (StateRecord record : records) {
            AgentInfo agent = read(record);
            if (ended.contains(agent.session())) {
                // As the holder of the lease, lest an agent that joins again now be removed.
                agents.add(() -> shared.leases()
                        .tryAcquire(RunKeys.agentLease(agent.id()), session)
                        .ifPresent(lease -> remove(record, lease)));
            }
        }
        agents.end();
    }

    private void remove(StateRecord record, Lease lease) {
        try {
            shared.commits()
                    .send(Commit.of(new Write.Delete(record.key(), Condition.unchanged(record)), lease.check()))
                    .ifPresent(conflict -> {});
        } finally {
            lease.retire();
        }
    }

    private List<StateRecord> records() {
        List<StateRecord> records = new ArrayList<>();
        shared.store()
                .scanAll(Scan.of(shared.keys().agents()).limit(StateStore.MAX_SCAN))
                .forEachRemaining(records::add);
        return records;
    }

    private static StateValue value(AgentInfo agent) {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .text(agent.session())
                .number(agent.joined().toEpochMilli())
                .number(agent.runtimes().size());
        agent.runtimes().forEach(fields::text);
        return fields.value();
    }

    private static AgentInfo read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        String session = fields.text();
        Instant joined = Instant.ofEpochMilli(fields.number());
        Set<String> runtimes = new TreeSet<>();
        for (long i = fields.number(); i > 0; i--) {
            runtimes.add(fields.text());
        }
        return new AgentInfo(record.key().sort(), runtimes, session, joined);
    }
}
