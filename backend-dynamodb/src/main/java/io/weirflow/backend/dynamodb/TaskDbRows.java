package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableSet;
import io.weirflow.base.Ulid;
import io.weirflow.digest.Digest;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.run.history.PastEvaluation;
import io.weirflow.run.history.PastTask;
import java.util.Optional;
import java.util.Set;

/** Makes rows of what is recorded. Identities follow from those of the evaluation. */
final class TaskDbRows {
    private final Set<String> labels;

    TaskDbRows(Set<String> labels) {
        this.labels = labels;
    }

    static Digest runId(Ulid evaluation) {
        return Digest.of("weirflow run " + evaluation);
    }

    private static Digest taskId(PastTask task) {
        return Digest.of("weirflow task " + task.evaluation() + "/" + task.number());
    }

    ReflowRun run(PastEvaluation evaluation) {
        ImmutableSet.Builder<String> all = ImmutableSet.builder();
        all.addAll(labels).add("evaluation=" + evaluation.id());
        if (!evaluation.name().isEmpty()) {
            all.add("name=" + TaskDbItem.key(evaluation.name()));
        }
        return new ReflowRun(
                runId(evaluation.id()),
                evaluation.user(),
                all.build(),
                evaluation.started(),
                Optional.empty(),
                evaluation.ended(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the row of a task, or nothing for work that Reflow does not have. */
    Optional<ReflowTask> task(PastTask task, Flow node) {
        if (!(node instanceof ExecNode || node instanceof InternNode || node instanceof ExternNode)) {
            return Optional.empty();
        }
        Digest id = taskId(task);
        return Optional.of(new ReflowTask(
                id,
                runId(task.evaluation()),
                Optional.empty(),
                task.key(),
                Optional.of(
                        node instanceof ExecNode exec
                                ? ReflowTaskDb.commandDigest(exec.image(), exec.command())
                                : ReflowTaskDb.commandDigest("", "")),
                TaskDbItem.key(task.ident()),
                0,
                task.asked(),
                "weirflow://" + task.evaluation() + "/" + task.number(),
                labels,
                task.started(),
                Optional.empty(),
                task.ended(),
                task.ended().map(end -> id),
                task.stdout(),
                task.stderr(),
                task.inspect(),
                task.error()));
    }
}
