package io.weirflow.run.state;

import io.weirflow.base.WeirflowException;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.Membership;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Session;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lease on an agent's identity. */
final class StateMembership implements Membership {
    private static final System.Logger LOG = System.getLogger(StateMembership.class.getName());

    private final Shared shared;
    private final AgentInfo agent;
    private final Lease lease;
    private final Runnable onLeave;
    private final AtomicBoolean closed = new AtomicBoolean();

    StateMembership(Shared shared, AgentInfo agent, Lease lease, Runnable onLeave) {
        this.shared = shared;
        this.agent = agent;
        this.lease = lease;
        this.onLeave = onLeave;
    }

    @Override
    public AgentInfo agent() {
        return agent;
    }

    @Override
    public Session session() {
        return lease.session();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        onLeave.run();
        try {
            Commit leaving =
                    Commit.of(new Write.Delete(shared.keys().agent(agent.id()), Condition.any()), lease.check());
            if (shared.commits().send(leaving).isEmpty()) {
                lease.retire();
            }
        } catch (WeirflowException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "agent " + agent.id() + " was left to end with its session: " + e.failure());
        }
    }
}
