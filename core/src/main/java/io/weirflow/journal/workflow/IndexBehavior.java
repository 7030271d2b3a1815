package io.weirflow.journal.workflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Event;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.TrimPolicy;
import io.weirflow.journal.aggregate.Behavior;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The aggregate that lists the workflows of a registry, of all kinds. */
public final class IndexBehavior implements Behavior<IndexState, IndexCommand> {
    /** The most workflows of which a snapshot is taken. */
    public static final int MOST_IN_SNAPSHOT = 200;

    /** How many events there are at least before a snapshot is worth it. */
    public static final int LEAST_EVENTS = 1000;

    /** The largest details of a workflow, in bytes. */
    public static final int MAX_DETAILS_BYTES = 8 << 10;

    private static final int MAX_SNAPSHOT_BYTES = 300 << 10;
    private static final String BEGUN = "workflow-begun";
    private static final String COMMITTED = "workflow-committed";
    private static final String DELETED = "workflow-deleted";
    private static final String SNAPSHOT_BEGIN = "workflow-snapshot-begin";
    private static final String SNAPSHOT_STATE = "workflow-snapshot-state";
    private static final String SNAPSHOT_END = "workflow-snapshot-end";

    /** Creates it. */
    public IndexBehavior() {}

    /** Returns the policy that hides what comes before a snapshot. */
    public static TrimPolicy trimPolicy() {
        return TrimPolicy.before(SNAPSHOT_BEGIN);
    }

    @Override
    public IndexState initial(String id) {
        return IndexState.EMPTY;
    }

    @Override
    public List<Event> tell(IndexState state, IndexCommand command) {
        if (command instanceof IndexCommand.Begin begin) {
            return begin(state, begin);
        } else if (command instanceof IndexCommand.Commit commit) {
            return commit(state, commit);
        } else if (command instanceof IndexCommand.Delete delete) {
            return delete(state, delete);
        }
        return snapshot(state, (IndexCommand.Snapshot) command);
    }

    private static List<Event> begin(IndexState state, IndexCommand.Begin begin) {
        IndexedWorkflow active = state.active().get(begin.id());
        if (active != null
                && active.kind().equals(begin.kind())
                && active.details().equals(begin.details())) {
            return List.of();
        }
        if (active != null || state.completed().containsKey(begin.id())) {
            throw refused("begin", begin.id(), "the id was used: choose another");
        }
        if (begin.details().size() > MAX_DETAILS_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "index workflow",
                    "the details have at most " + MAX_DETAILS_BYTES + " bytes, found "
                            + begin.details().size(),
                    begin.id());
        }
        return List.of(new Event(
                BEGUN,
                new StateEncoder(BEGUN, 1)
                        .text(begin.kind())
                        .text(begin.id())
                        .bytes(begin.details().bytes())
                        .value()));
    }

    private static List<Event> commit(IndexState state, IndexCommand.Commit commit) {
        if (state.completed().containsKey(commit.id())) {
            return List.of();
        }
        if (!state.active().containsKey(commit.id())) {
            throw unknown("commit", commit.id());
        }
        return List.of(new Event(
                COMMITTED, new StateEncoder(COMMITTED, 1).text(commit.id()).value()));
    }

    private static List<Event> delete(IndexState state, IndexCommand.Delete delete) {
        if (!state.completed().containsKey(delete.id())) {
            throw unknown("delete", delete.id());
        }
        return List.of(new Event(
                DELETED, new StateEncoder(DELETED, 1).text(delete.id()).value()));
    }

    private static WeirflowException unknown(String operation, String id) {
        return WeirflowException.of(
                ErrorKind.NOT_EXIST, operation + " workflow in index", "no such workflow is listed", id);
    }

    private static WeirflowException refused(String operation, String id, String why) {
        return WeirflowException.of(ErrorKind.PRECONDITION, operation + " workflow in index", why, id);
    }

    private static List<Event> snapshot(IndexState state, IndexCommand.Snapshot snapshot) {
        if (state.events() == 0) {
            return List.of();
        }
        if (state.size() > MOST_IN_SNAPSHOT) {
            throw tooMany("more than " + MOST_IN_SNAPSHOT + " workflows are listed", state);
        }
        if (snapshot.onlyIfSmaller() && (state.events() < LEAST_EVENTS || cost(state) >= state.events())) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "snapshot index", "it would save too little", state.events() + " events");
        }
        Map<String, List<IndexedWorkflow>> kinds = new LinkedHashMap<>();
        state.active()
                .values()
                .forEach(w ->
                        kinds.computeIfAbsent(w.kind(), k -> new ArrayList<>()).add(w));
        state.completed()
                .values()
                .forEach(w ->
                        kinds.computeIfAbsent(w.kind(), k -> new ArrayList<>()).add(w));
        List<Event> events = new ArrayList<>();
        events.add(new Event(SNAPSHOT_BEGIN, StateValue.EMPTY));
        long bytes = 0;
        for (List<IndexedWorkflow> workflows : kinds.values()) {
            workflows.sort(Comparator.comparing(IndexedWorkflow::begun));
            StateEncoder fields = new StateEncoder(SNAPSHOT_STATE, 1).number(workflows.size());
            for (IndexedWorkflow workflow : workflows) {
                byte[] value = workflow.value().bytes();
                bytes += value.length;
                fields.bytes(value);
            }
            if (bytes > MAX_SNAPSHOT_BYTES) {
                throw tooMany("what is listed has " + bytes + " bytes", state);
            }
            events.add(new Event(SNAPSHOT_STATE, fields.value()));
        }
        events.add(new Event(SNAPSHOT_END, StateValue.EMPTY));
        return events;
    }

    private static long cost(IndexState state) {
        return 300 + 300L * state.size();
    }

    private static WeirflowException tooMany(String why, IndexState state) {
        return WeirflowException.of(
                ErrorKind.RESOURCES_EXHAUSTED,
                "snapshot index",
                why + ": let old workflows be removed first",
                state.size() + " workflows");
    }

    @Override
    public IndexState advance(IndexState state, Iterator<JournalEntry> entries) {
        if (!entries.hasNext()) {
            return state;
        }
        Advancing advancing = new Advancing(state);
        entries.forEachRemaining(entry -> entry.events().forEach(event -> advancing.apply(event, entry.time())));
        return new IndexState(advancing.active, advancing.completed, advancing.events);
    }

    /** Copies the lists once for all entries. */
    private static final class Advancing {
        final Map<String, IndexedWorkflow> active;
        final Map<String, IndexedWorkflow> completed;
        long events;

        Advancing(IndexState state) {
            active = new LinkedHashMap<>(state.active());
            completed = new LinkedHashMap<>(state.completed());
            events = state.events();
        }

        void apply(Event event, Instant time) {
            events++;
            switch (event.type()) {
                case BEGUN -> begun(decoder(event), time);
                case COMMITTED -> {
                    IndexedWorkflow workflow = active.remove(decoder(event).text());
                    if (workflow != null) {
                        completed.put(workflow.id(), workflow.completedAt(time));
                    }
                }
                case DELETED -> completed.remove(decoder(event).text());
                case SNAPSHOT_BEGIN -> {
                    active.clear();
                    completed.clear();
                }
                case SNAPSHOT_STATE -> {
                    StateDecoder fields = decoder(event);
                    for (long left = fields.number(); left > 0; left--) {
                        IndexedWorkflow workflow = IndexedWorkflow.read(StateValue.wrap(fields.bytes()));
                        (workflow.completed().isPresent() ? completed : active).put(workflow.id(), workflow);
                    }
                }
                case SNAPSHOT_END -> events = 0;
                default ->
                    throw WeirflowException.of(
                            ErrorKind.INTEGRITY, "read workflow index", "an event of another kind", event.type());
            }
        }

        private void begun(StateDecoder fields, Instant time) {
            String kind = fields.text();
            String id = fields.text();
            active.put(id, new IndexedWorkflow(kind, id, time, StateValue.wrap(fields.bytes()), Optional.empty()));
        }

        private static StateDecoder decoder(Event event) {
            return new StateDecoder(event.body(), event.type(), event.type(), 1);
        }
    }
}
