package io.weirflow.run.agent;

import io.weirflow.base.WeirflowException;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.RunStore;
import io.weirflow.store.lease.Session;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The time for which an agent is a member: as long as its session lives.
 *
 * @param session the session
 * @param member the membership
 * @param events the events
 */
record Term(Session session, Membership member, NodeEvents events) implements AutoCloseable {
    /**
     * Joins with a session of its own.
     *
     * @throws WeirflowException of kind PRECONDITION if an agent of this identity has joined
     */
    static Term begin(RunStore runs, String agent, Set<String> runtimes, Duration ttl) {
        Session session = runs.sessions().open(agent, ttl);
        try {
            Membership member = runs.join(agent, runtimes, session);
            return new Term(session, member, runs.subscribe(member, EnumSet.allOf(NodeEventType.class)));
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void close() {
        member.close();
        session.close();
    }
}
