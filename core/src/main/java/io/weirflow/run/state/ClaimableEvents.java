package io.weirflow.run.state;

import com.google.common.collect.ImmutableSet;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.store.CommitId;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.loop.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Events read from the index of nodes that can be claimed. What has been returned is remembered with the version of its index
 * record, so that a node that becomes ready again is an event again.
 */
final class ClaimableEvents implements NodeEvents {
    private static final int REMEMBERED = 20_000;
    private static final int PAGE = 100;

    private final Shared shared;
    private final Set<NodeEventType> types;
    private final List<Scan> ranges = new ArrayList<>();
    private final Signal signal = new Signal();
    private final List<StateStore.Watch> watches = new CopyOnWriteArrayList<>();
    private final Map<StateKey, Returned> returned = new LinkedHashMap<>(16, 0.75f, false);
    private int turn;
    private volatile boolean closed;

    /** That an event was returned: of which version of the index record, and when. */
    private record Returned(CommitId version, long at) {}

    ClaimableEvents(Shared shared, AgentInfo agent, Set<NodeEventType> types) {
        this.shared = shared;
        this.types = ImmutableSet.copyOf(types);
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            Scan whole = Scan.of(shared.keys().claimable(shard)).limit(PAGE);
            if (agent.runtimes().isEmpty()) {
                ranges.add(whole);
            }
            agent.runtimes().forEach(runtime -> ranges.add(whole.prefix(runtime + '/')));
        }
        // Agents that look at the same time begin at different places.
        this.turn = ThreadLocalRandom.current().nextInt(ranges.size());
        onHint(signal::raise);
    }

    @Override
    public void onHint(Runnable action) {
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            watches.add(shared.store().watch(shared.keys().claimable(shard), () -> {
                if (!closed) {
                    action.run();
                }
            }));
        }
    }

    @Override
    public List<NodeEvent> poll(int limit) {
        List<NodeEvent> events = new ArrayList<>();
        for (int i = 0; i < ranges.size() && events.size() < limit && !types.isEmpty() && !closed; i++) {
            turn = (turn + 1) % ranges.size();
            collect(ranges.get(turn), limit, events);
        }
        return closed ? List.of() : events;
    }

    private void collect(Scan range, int limit, List<NodeEvent> events) {
        Optional<Scan> next = Optional.of(range);
        while (next.isPresent() && events.size() < limit) {
            ScanPage page = shared.store().scan(next.get());
            List<StateRecord> fresh = new ArrayList<>();
            for (StateRecord index : page.records()) {
                if (types.contains(ClaimableIndex.type(index)) && isNew(index)) {
                    fresh.add(index);
                }
            }
            // Agents that see the same page take different parts of it.
            Collections.rotate(
                    fresh, fresh.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(fresh.size()));
            for (StateRecord index : fresh.subList(0, Math.min(fresh.size(), limit - events.size()))) {
                event(index).ifPresent(events::add);
            }
            next = page.more()
                    ? Optional.of(
                            next.get().behind(page.records().get(page.records().size() - 1)))
                    : Optional.empty();
        }
    }

    private boolean isNew(StateRecord index) {
        Returned before = returned.get(index.key());
        return before == null
                || !before.version().equals(index.version())
                || shared.ticker().read() - before.at() >= TimeUnit.SECONDS.toNanos(REPEAT_SECONDS);
    }

    private Optional<NodeEvent> event(StateRecord index) {
        remember(index);
        RunKeys.NodeRef node = RunKeys.claimable(index);
        return shared.findGraph(node.run())
                .map(graph ->
                        new NodeEvent(ClaimableIndex.type(index), node.run(), node.place(), graph.spec(node.place())));
    }

    private void remember(StateRecord index) {
        returned.remove(index.key());
        returned.put(index.key(), new Returned(index.version(), shared.ticker().read()));
        if (returned.size() > REMEMBERED) {
            returned.remove(returned.keySet().iterator().next());
        }
    }

    @Override
    public Optional<NodeEvent> next(Duration wait) {
        return signal.awaitFor(
                wait,
                shared.pollInterval(),
                shared.ticker(),
                () -> poll(1).stream().findFirst());
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(StateStore.Watch::close);
    }
}
