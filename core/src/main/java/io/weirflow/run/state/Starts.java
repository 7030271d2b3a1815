package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.NodeCounts;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts runs. A small one is one commit. Of a larger one the graph is written first, under a mark by which a sweep
 * finds what a crash leaves; the last commit, which removes the mark, makes it a run.
 */
final class Starts {
    /** As many first nodes are made ready in the last commit; more are left to propagation. */
    private static final int MAX_ROOTS = 20;

    /** Leaves room for the other writes of the last commit. */
    private static final int MAX_CHUNKS = 40;

    private static final long MAX_BYTES = 3L << 20;

    private final Shared shared;

    Starts(Shared shared) {
        this.shared = shared;
    }

    RunSummary start(Ulid run, GraphSpec graph, RunOptions options) {
        Instant now = shared.now();
        RunKeys keys = shared.keys();
        GraphChunks chunks = GraphChunks.of(keys, run, graph);
        RunHeader header = new RunHeader(now, options, graph.nodes().size(), chunks.runtimes(), chunks.firsts());
        List<Integer> roots = roots(graph);
        boolean begun = roots.size() <= MAX_ROOTS;
        Progress progress = new Progress(
                begun,
                new NodeCounts(graph.nodes().size(), Map.of()),
                graph.nodes().isEmpty() ? Optional.of(now) : Optional.empty());
        List<Write> last = new ArrayList<>(List.of(
                new Write.Put(keys.header(run), header.value(), Condition.absent()),
                new Write.Put(keys.listed(run), header.listedValue(), Condition.any()),
                new Write.Put(keys.progress(run), progress.value(), Condition.any())));
        if (options.deadline().isPresent() && !graph.nodes().isEmpty()) {
            last.add(new Write.Put(keys.deadline(run, header.deadlineMillis()), StateValue.EMPTY, Condition.any()));
        }
        if (begun) {
            for (int root : roots) {
                String runtime = graph.nodes().get(root).runtime();
                last.add(new Write.Put(
                        keys.node(run, root), NodeRecord.UNTOUCHED.ready().value(), Condition.any()));
                last.add(ClaimableIndex.ready(keys, run, runtime, root));
            }
        } else {
            last.add(new Write.Put(keys.outboxStart(run), OutboxEntry.start().value(), Condition.any()));
        }
        write(run, chunks.writes(), last);
        return new RunSummary(run, now, options, false, progress.counts(), progress.finished());
    }

    private static List<Integer> roots(GraphSpec graph) {
        List<Integer> roots = new ArrayList<>();
        for (int node = 0; node < graph.nodes().size(); node++) {
            if (graph.topology().parentCount(node) == 0) {
                roots.add(node);
            }
        }
        return roots;
    }

    private void write(Ulid run, List<Write> chunks, List<Write> last) {
        List<Write> whole = new ArrayList<>(chunks);
        whole.addAll(last);
        if (chunks.size() <= MAX_CHUNKS
                && whole.stream().mapToLong(Write::bytes).sum() <= MAX_BYTES) {
            commit(run, whole);
            return;
        }
        // Whoever reads without a snapshot must not find a run of which a part is missing.
        CommitId mark = mark(run);
        Write marked = new Write.Check(shared.keys().partial(run), Condition.at(mark));
        for (List<Write> part : parts(chunks)) {
            part.add(marked); // lest something be written that a sweep has removed already
            commit(run, part);
        }
        last.add(new Write.Delete(shared.keys().partial(run), Condition.at(mark)));
        commit(run, last);
    }

    private CommitId mark(Ulid run) {
        Commit marking = Commit.of(
                new Write.Put(shared.keys().partial(run), Removal.STARTING, Condition.absent()),
                new Write.Check(shared.keys().header(run), Condition.absent()));
        shared.commits().send(marking).ifPresent(conflict -> refuse(run, conflict));
        return marking.id();
    }

    private static List<List<Write>> parts(List<Write> chunks) {
        List<List<Write>> parts = new ArrayList<>();
        List<Write> part = new ArrayList<>();
        long bytes = 0;
        for (Write write : chunks) {
            if (part.size() == StateStore.MAX_WRITES - 1 || bytes + write.bytes() > MAX_BYTES) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(write);
            bytes += write.bytes();
        }
        parts.add(part);
        return parts;
    }

    private void commit(Ulid run, List<Write> writes) {
        shared.commits().send(Commit.of(writes)).ifPresent(conflict -> refuse(run, conflict));
    }

    private void refuse(Ulid run, Conflict conflict) {
        if (conflict.names(shared.keys().header(run))) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "start run", "there is a run of this identity already", run);
        }
        throw WeirflowException.of(
                ErrorKind.PRECONDITION,
                "start run",
                "a run of this identity is being started or removed, or starting it took so long that it was given up:"
                        + " start it with another identity",
                run);
    }
}
