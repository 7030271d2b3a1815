package io.weirflow.run.state;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.Cancellation;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the parts of a store of runs have in common.
 *
 * @param store where the records are
 * @param commits executes steps on it
 * @param keys the keys
 * @param sessions the sessions of members
 * @param leases the leases on runs and on agents' identities
 * @param clock stamps and judges deadlines
 * @param steady judges waits
 * @param ticker measures everything else
 * @param pollInterval how often a waiting subscriber looks
 * @param chunks the parts of graphs that were read lately
 * @param headers the headers that were read lately
 */
record Shared(
        StateStore store,
        Commits commits,
        RunKeys keys,
        Sessions sessions,
        Leases leases,
        Clock clock,
        SteadyClock steady,
        Ticker ticker,
        Duration pollInterval,
        Cache<StateKey, GraphChunk> chunks,
        Cache<Ulid, RunHeader> headers) {
    private static final long CACHED_BYTES = 64 << 20;
    private static final long CACHED_HEADERS = 1000;
    private static final String CANCELLATION = "weirflow-run-cancellation";
    private static final int VERSION = 1;

    static Shared of(StateStore store, String namespace, Clock clock, Ticker ticker, Duration pollInterval) {
        RunKeys keys = RunKeys.of(namespace);
        Sessions sessions = Sessions.of(store, namespace, clock, ticker);
        return new Shared(
                store,
                Commits.on(store),
                keys,
                sessions,
                Leases.of(store, keys.prefix(), sessions),
                clock,
                new SteadyClock(clock, ticker),
                ticker,
                pollInterval,
                CacheBuilder.newBuilder()
                        .maximumWeight(CACHED_BYTES)
                        .weigher((StateKey key, GraphChunk chunk) -> chunk.weight())
                        .build(),
                CacheBuilder.newBuilder().maximumSize(CACHED_HEADERS).build());
    }

    /** Returns the time in milliseconds, which is what records hold. */
    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    Optional<StoredGraph> findGraph(Ulid run) {
        RunHeader header = headers.getIfPresent(run);
        if (header == null) {
            Optional<StateRecord> record = store.get(keys.header(run));
            if (record.isEmpty()) {
                return Optional.empty();
            }
            header = RunHeader.read(record.get());
            headers.put(run, header);
        }
        return Optional.of(new StoredGraph(store, chunks, keys, run, header));
    }

    StoredGraph graph(Ulid run) {
        return findGraph(run).orElseThrow(() -> noSuchRun(run));
    }

    /**
     * Commits what each of several changes needs, together if that is possible; otherwise each alone, without those that somebody
     * else was faster with.
     */
    void sendTogether(List<List<Write>> changes) {
        List<Write> together = changes.stream().flatMap(List::stream).toList();
        if (!together.isEmpty()
                && (together.stream().mapToLong(Write::bytes).sum() > StateStore.MAX_COMMIT_BYTES
                        || commits.send(Commit.of(together)).isPresent())) {
            changes.forEach(change -> commits.send(Commit.of(change)).ifPresent(conflict -> {}));
        }
    }

    static WeirflowException noSuchRun(Ulid run) {
        return WeirflowException.of(
                ErrorKind.NOT_EXIST, "run", "there is no such run; list the runs to see which there are", run);
    }

    /** Returns the place of a node. */
    static int place(StoredGraph graph, String node) {
        return graph.place(node)
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.NOT_EXIST, "node", "the run has no node of this name", graph.run(), node));
    }

    static StateValue value(Cancellation cancellation) {
        return new StateEncoder(CANCELLATION, VERSION)
                .number(cancellation.at().toEpochMilli())
                .text(cancellation.reason())
                .value();
    }

    static Cancellation cancellation(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, CANCELLATION, VERSION);
        return new Cancellation(Instant.ofEpochMilli(fields.number()), fields.text());
    }
}
