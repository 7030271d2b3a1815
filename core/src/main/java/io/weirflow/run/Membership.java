package io.weirflow.run;

import io.weirflow.store.lease.Session;

/** That an agent has joined: its claims are made in its name and end with its session. Thread-safe. */
public interface Membership extends AutoCloseable {
    /** Returns the agent. */
    AgentInfo agent();

    /** Returns the session, which is its owner's to close. */
    Session session();

    /** Leaves: ends its subscriptions and removes it from the list of agents. Its claims stay until the session ends. Idempotent. */
    @Override
    void close();
}
