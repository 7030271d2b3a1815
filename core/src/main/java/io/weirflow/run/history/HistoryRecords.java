package io.weirflow.run.history;

import io.weirflow.base.Ulid;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where evaluations and tasks stand, and in which lists. */
final class HistoryRecords {
    static final String TASK = "task/";
    private static final int SHARDS = 4;
    private static final int MAX_KNOWN = 10_000;

    private final String namespace;
    /** The buckets that this process has written, which need not be written again. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    HistoryRecords(String namespace) {
        this.namespace = namespace;
    }

    String partition(Ulid evaluation) {
        return namespace + "/history/evaluation/" + evaluation;
    }

    StateKey evaluation(Ulid evaluation) {
        return new StateKey(partition(evaluation), "evaluation");
    }

    StateKey task(Ulid evaluation, long number) {
        return new StateKey(partition(evaluation), TASK + StateKey.number(number));
    }

    /** Returns the key of the task that an entry of an index names. */
    StateKey task(String id) {
        int slash = id.indexOf('/');
        return task(Ulid.parse(id.substring(0, slash)), Long.parseLong(id.substring(slash + 1)));
    }

    TimeIndex evaluations() {
        return new TimeIndex(namespace, "evaluations", SHARDS);
    }

    TimeIndex evaluationsOf(String user) {
        return new TimeIndex(namespace, "user/" + TimeIndex.part(user), 1);
    }

    TimeIndex tasks() {
        return new TimeIndex(namespace, "tasks", SHARDS);
    }

    TimeIndex tasksOf(String ident) {
        return new TimeIndex(namespace, "ident/" + TimeIndex.part(ident), 1);
    }

    /** Returns the writes that keep an evaluation. Its entries in lists never change. */
    List<Write> keep(PastEvaluation evaluation, boolean isNew) {
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Put(evaluation(evaluation.id()), evaluation.value(), Condition.any()));
        if (isNew) {
            for (TimeIndex index : List.of(evaluations(), evaluationsOf(evaluation.user()))) {
                list(writes, index, evaluation.started(), evaluation.id().toString());
            }
        }
        return writes;
    }

    List<Write> keep(PastTask task, boolean isNew) {
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Put(task(task.evaluation(), task.number()), task.value(), Condition.any()));
        if (isNew) {
            for (TimeIndex index : List.of(tasks(), tasksOf(task.ident()))) {
                list(writes, index, task.started(), id(task));
            }
        }
        return writes;
    }

    private static String id(PastTask task) {
        return task.evaluation() + "/" + task.number();
    }

    private void list(List<Write> writes, TimeIndex index, Instant time, String id) {
        writes.add(index.entry(time, id));
        if (!known.contains(index.bucketName(time))) {
            writes.add(index.bucket(time));
        }
    }

    /** Notes that the buckets of these writes are there. */
    void kept(List<Write> writes) {
        if (known.size() > MAX_KNOWN) {
            known.clear();
        }
        for (Write write : writes) {
            String partition = write.key().partition();
            if (partition.startsWith(namespace + "/history/index/")) {
                known.add(partition + "/" + write.key().sort());
            }
        }
    }

    List<Write> remove(PastEvaluation evaluation) {
        String id = evaluation.id().toString();
        return List.of(
                new Write.Delete(evaluation(evaluation.id()), Condition.any()),
                evaluations().removal(evaluation.started(), id),
                evaluationsOf(evaluation.user()).removal(evaluation.started(), id));
    }

    List<Write> remove(PastTask task) {
        return List.of(
                new Write.Delete(task(task.evaluation(), task.number()), Condition.any()),
                tasks().removal(task.started(), id(task)),
                tasksOf(task.ident()).removal(task.started(), id(task)));
    }
}
