package io.weirflow.backend.file;

import io.weirflow.cache.Claims;
import io.weirflow.cache.LeaseClaims;
import io.weirflow.repository.Repository;
import io.weirflow.run.history.HistorySettings;
import io.weirflow.run.history.RunHistory;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.store.loop.Sweeper;
import java.nio.file.Path;
import java.time.Duration;

/** What the processes that use a folder share beside results: the state store, this process's one session, and one sweeper. */
final class SharedState implements AutoCloseable {
    private static final String NAMESPACE = "weirflow";
    private static final Duration GRANULARITY = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration HISTORY_KEPT = Duration.ofDays(90);

    private final FileStateStore store;
    private final Sessions sessions;
    private final Session session;
    private final Sweeper sweeper;

    private SharedState(FileStateStore store, Duration ttl) {
        this.store = store;
        this.sessions = Sessions.of(store, NAMESPACE);
        this.session = sessions.open(Long.toString(ProcessHandle.current().pid()), ttl);
        this.sweeper = Sweeper.start(GRANULARITY);
        sweeper.add("end sessions", ttl.dividedBy(5), () -> !sessions.sweep().isEmpty());
    }

    static SharedState open(Path file, Duration ttl) {
        FileStateStore store = FileStateStore.open(file);
        try {
            return new SharedState(store, ttl);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    Session session() {
        return session;
    }

    /** Opens the history of evaluations; is closed by the caller, before this. */
    RunHistory history(Repository repository) {
        RunHistory history =
                RunHistory.open(store, sessions, HistorySettings.of(NAMESPACE).withRepository(repository));
        sweeper.add("forget old evaluations", Duration.ofHours(1), () -> history.forgetOlderThan(HISTORY_KEPT));
        return history;
    }

    /** Returns the claims of this process. */
    Claims claims() {
        return LeaseClaims.of(store, NAMESPACE, sessions, session, POLL);
    }

    @Override
    public void close() {
        sweeper.close();
        session.close();
        store.close();
    }
}
