package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.Weirflow;
import io.weirflow.backend.dynamodb.FaultyHttp.Fault;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import io.weirflow.run.history.EvaluationRecorder;
import io.weirflow.run.history.HistorySettings;
import io.weirflow.run.history.PastEvaluation;
import io.weirflow.run.history.PastState;
import io.weirflow.run.history.PastTask;
import io.weirflow.testkit.ManualClock;
import io.weirflow.testkit.ScriptedExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What evaluations leave in Reflow's task database. */
class ReflowTaskDbRecordTest {
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DynamoDbClient CLIENT = LocalDynamo.client("ReflowTaskDbRecordTest", HTTP);
    private static final Instant START = Instant.parse("2020-02-29T23:58:30Z");
    private static int tables;

    private final String table = "tasks-" + ++tables;
    private final ManualClock clock = new ManualClock(START);
    private final Ulid evaluation = Ulid.random(Clock.systemUTC());
    private final Flow node =
            ExecNode.of("sort %s", List.of()).image("ubuntu").ident("sort").build();
    private ReflowTaskDb tasks;

    @BeforeEach
    void openTheDatabase() {
        HTTP.plan(index -> Fault.NONE);
        DynamoTables.create(CLIENT, table, TableLayout.REFLOW_TASKS);
        tasks = ReflowTaskDb.builder(CLIENT, table)
                .flushInterval(Duration.ZERO)
                .clock(clock)
                .labels(Set.of("project=p"))
                .open();
        HTTP.plan(index -> Fault.NONE);
    }

    @AfterEach
    void closeTheDatabase() {
        HTTP.plan(index -> Fault.NONE);
        tasks.close();
    }

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
        HTTP.close();
    }

    private PastEvaluation evaluation(Optional<Instant> ended) {
        return evaluation(ended, "words");
    }

    private PastEvaluation evaluation(Optional<Instant> ended, String name) {
        return new PastEvaluation(
                evaluation,
                name,
                "ann",
                "host",
                "",
                START,
                ended,
                ended.isEmpty() ? PastState.RUNNING : PastState.SUCCEEDED,
                1,
                0,
                0,
                Optional.empty());
    }

    private PastTask task(long number, Optional<Instant> ended) {
        return task(number, "sort", ended);
    }

    private PastTask task(long number, String ident, Optional<Instant> ended) {
        return new PastTask(
                evaluation,
                number,
                ident,
                "exec",
                ended.map(end -> Digest.of("key")),
                ended.isEmpty() ? PastState.RUNNING : PastState.SUCCEEDED,
                START,
                ended,
                Resources.of(Map.of("cpu", 1.0)),
                Map.of(),
                Optional.empty(),
                ended.map(end -> Digest.of("inspect")),
                Optional.empty(),
                Optional.empty());
    }

    private List<ReflowTask> recorded() {
        return tasks.tasksOf(ReflowTaskDb.runId(evaluation));
    }

    private ReflowRun run() {
        return (ReflowRun) tasks.row(ReflowTaskDb.runId(evaluation)).orElseThrow();
    }

    @Test
    void anEvaluationBecomesARunAndItsCommandsTasks() {
        MemoryRepository repository = MemoryRepository.create();
        List<Flow> leaves = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            leaves.add(ExecNode.of("leaf " + i, List.of()).ident("leaf" + i).build());
        }
        Flow root = ExecNode.of("cat %s", List.of(MergeNode.of(leaves)))
                .image("ubuntu")
                .ident("root")
                .build();
        HistorySettings settings = HistorySettings.of("unused").withUser("ann").withRepository(repository);
        Ulid id;
        try (Weirflow weirflow = Weirflow.builder()
                .repository(repository)
                .assoc(MemoryAssoc.create())
                .executor(ScriptedExecutor.of(repository, config -> output(repository, config)))
                .recorder(EvaluationRecorder.to(tasks, settings))
                .build()) {
            Evaluation first = weirflow.start(EvaluationOptions.DEFAULT.withName("graph"), List.of(root));
            first.await();
            id = first.id();
            assertThat(weirflow.start(EvaluationOptions.DEFAULT.withName("graph"), List.of(root))
                            .await()
                            .progress()
                            .ran())
                    .isZero();
        }
        tasks.flush();
        ReflowRun run = (ReflowRun) tasks.row(ReflowTaskDb.runId(id)).orElseThrow();
        assertThat(run.user()).isEqualTo("ann");
        assertThat(run.labels()).containsExactlyInAnyOrder("project=p", "evaluation=" + id, "name=graph");
        assertThat(run.end()).isPresent();
        assertThat(run.isActive(run.end().orElseThrow())).isFalse();
        List<ReflowTask> found = tasks.tasksOf(run.id());
        assertThat(found).extracting(ReflowTask::ident).containsExactlyInAnyOrder("leaf0", "leaf1", "leaf2", "root");
        assertThat(found).allSatisfy(task -> {
            assertThat(task.end()).isPresent();
            assertThat(task.flow()).isPresent();
            assertThat(task.result()).contains(task.id());
            assertThat(task.labels()).containsExactly("project=p");
            assertThat(task.error()).isEmpty();
        });
        assertThat(tasks.endedTasksNamed("leaf1", 10)).hasSize(1);
        assertThat(tasks.endedTasksOf("ubuntu", "cat %s", 10)).hasSize(1);
    }

    private static Result output(MemoryRepository repository, ExecConfig config) {
        byte[] content = config.command().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Result.of(Fileset.of(File.resolved(repository.put(content), content.length)));
    }

    @Test
    void whatFailedSaysWhy() {
        MemoryRepository repository = MemoryRepository.create();
        Ulid id;
        try (Weirflow weirflow = Weirflow.builder()
                .repository(repository)
                .assoc(MemoryAssoc.create())
                .executor(ScriptedExecutor.of(repository, config -> {
                    throw WeirflowException.of(ErrorKind.NOT_ALLOWED, "run", "no such machine");
                }))
                .recorder(EvaluationRecorder.to(tasks, HistorySettings.of("unused")))
                .build()) {
            Evaluation failing = weirflow.start(EvaluationOptions.DEFAULT, List.of(node));
            id = failing.id();
            assertThatThrownBy(() -> failing.await().value(node)).isInstanceOf(WeirflowException.class);
        }
        tasks.flush();
        assertThat(tasks.tasksOf(ReflowTaskDb.runId(id)))
                .singleElement()
                .satisfies(task -> assertThat(task.error())
                        .hasValueSatisfying(text -> assertThat(text).contains("no such machine")));
    }

    @Test
    void theItemOfATaskHasTheFormOfReflows() {
        tasks.put(evaluation(Optional.empty()));
        tasks.put(task(1, Optional.empty()), node);
        tasks.flush();
        Digest id = recorded().get(0).id();
        Map<String, AttributeValue> item = CLIENT.getItem(
                        request -> request.tableName(table).key(Map.of("ID", AttributeValue.fromS(id.toString()))))
                .item();
        Digest run = ReflowTaskDb.runId(evaluation);
        assertThat(item)
                .containsEntry("ID4", AttributeValue.fromS(id.toString().substring(7, 15)))
                .containsEntry("Type", AttributeValue.fromS("task"))
                .containsEntry("RunID", AttributeValue.fromS(run.toString()))
                .containsEntry("RunID4", AttributeValue.fromS(run.toString().substring(7, 15)))
                .containsEntry("AllocID", AttributeValue.fromS("<zero>"))
                .containsEntry("FlowID", AttributeValue.fromS("<zero>"))
                .containsEntry(
                        "ImgCmdID",
                        AttributeValue.fromS(Digest.of("ubuntusort %s").toString()))
                .containsEntry("Attempt", AttributeValue.fromN("0"))
                .containsEntry("Resources", AttributeValue.fromS("{\"cpu\":1}"))
                .containsEntry("StartTime", AttributeValue.fromS("2020-02-29T23:58:30Z"))
                .containsEntry("Keepalive", AttributeValue.fromS("2020-03-01T00:00:30Z"))
                .containsEntry("Date", AttributeValue.fromS("2020-03-01"))
                .doesNotContainKeys("EndTime", "ResultID", "Error", "Stdout");
    }

    @Test
    void whatGoesOnIsKeptAliveAndWhatHasEndedIsNot() {
        tasks.put(evaluation(Optional.empty()));
        tasks.put(task(1, Optional.empty()), node);
        tasks.put(task(2, Optional.of(START.plusSeconds(5))), node);
        tasks.flush();
        Instant alive = START.plus(TaskDbWriter.ALIVE);
        assertThat(run().keepalive()).contains(alive);
        assertThat(run().isActive(clock.instant())).isTrue();

        clock.advance(TaskDbWriter.RENEWAL.minusMillis(1));
        HTTP.plan(index -> Fault.NONE);
        tasks.flush();
        assertThat(HTTP.operations()).isEmpty();

        clock.advance(Duration.ofMillis(1));
        tasks.flush();
        assertThat(HTTP.operations()).containsExactly("BatchWriteItem");
        Instant later = alive.plus(TaskDbWriter.RENEWAL);
        assertThat(run().keepalive()).contains(later);
        assertThat(recorded())
                .extracting(task -> task.keepalive().orElseThrow())
                .containsExactlyInAnyOrder(later, START.plusSeconds(5));

        tasks.put(task(1, Optional.of(clock.instant())), node);
        tasks.put(evaluation(Optional.of(clock.instant())));
        tasks.flush();
        clock.advance(TaskDbWriter.RENEWAL);
        HTTP.plan(index -> Fault.NONE);
        tasks.flush();
        assertThat(HTTP.operations()).isEmpty();
        assertThat(run().isActive(clock.instant())).isFalse();
    }

    @Test
    void aThousandTasksTakeARequestForTwentyFive() {
        tasks.put(evaluation(Optional.empty()));
        for (int i = 1; i <= 999; i++) {
            tasks.put(task(i, Optional.empty()), node);
            tasks.put(task(i, Optional.of(START.plusSeconds(1))), node);
        }
        HTTP.plan(index -> Fault.NONE);
        tasks.flush();
        assertThat(HTTP.operations()).hasSize(40).containsOnly("BatchWriteItem");
        assertThat(recorded())
                .hasSize(999)
                .allSatisfy(task -> assertThat(task.end()).isPresent());
    }

    @Test
    void aTableThatCannotBeReachedLosesNothing() {
        tasks.put(evaluation(Optional.empty()));
        tasks.put(task(1, Optional.of(START.plusSeconds(1))), node);
        HTTP.plan(index -> Fault.UNAVAILABLE);
        assertThatThrownBy(tasks::flush).isInstanceOf(WeirflowException.class);
        HTTP.plan(index -> Fault.NONE);
        tasks.flush();
        assertThat(recorded()).hasSize(1);
        assertThat(run().user()).isEqualTo("ann");
    }

    @Test
    void aReplyThatIsLostChangesNothing() {
        tasks.put(evaluation(Optional.empty()));
        tasks.put(task(1, Optional.of(START.plusSeconds(1))), node);
        HTTP.plan(index -> index == 0 ? Fault.RESET_AFTER : Fault.NONE);
        tasks.flush();
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void namesOfAnyLengthAreRecordedAsFarAsAnIndexCanHoldThem() {
        String name = "\u00e9\ud83c\udf0a".repeat(500);
        tasks.put(evaluation(Optional.empty(), name.repeat(200)));
        tasks.put(task(1, name, Optional.of(START.plusSeconds(1))), node);
        tasks.put(task(2, "sort", Optional.of(START.plusSeconds(1))), node);
        tasks.flush();
        String kept = "\u00e9\ud83c\udf0a".repeat(341) + "\u00e9";
        assertThat(recorded()).extracting(ReflowTask::ident).containsExactlyInAnyOrder(kept, "sort");
        assertThat(tasks.endedTasksNamed(name, 10)).hasSize(1);
        assertThat(run().labels()).anySatisfy(label -> assertThat(label).startsWith("name=\u00e9\ud83c\udf0a"));
    }

    @Test
    void whatGoesOnIsKeptAliveAlsoWhenTheClockIsSetBack() {
        tasks.put(evaluation(Optional.empty()));
        tasks.flush();
        clock.advance(Duration.ofDays(-1));
        tasks.flush();
        clock.advance(TaskDbWriter.RENEWAL);
        tasks.flush();
        assertThat(run().keepalive()).contains(clock.instant().plus(TaskDbWriter.ALIVE));
    }

    @Test
    void whatDoesNotFitIntoMemoryIsLeftOutAndTheRunIsNot() {
        TaskDbRows rows = new TaskDbRows(Set.of());
        try (DynamoTable reached = new DynamoTable(CLIENT, table, false);
                TaskDbWriter writer =
                        new TaskDbWriter(new BatchWrite(reached, Backoff.USUAL), clock, Duration.ZERO, 50)) {
            for (int i = 1; i <= 60; i++) {
                writer.put(rows.task(task(i, Optional.of(START)), node).orElseThrow());
            }
            writer.put(rows.run(evaluation(Optional.of(START.plusSeconds(1)))));
            writer.flush();
            writer.put(rows.task(task(61, Optional.of(START)), node).orElseThrow());
            writer.flush();
        }
        assertThat(run().end()).isPresent();
        assertThat(recorded()).hasSize(51);
    }

    @Test
    void javaFunctionsAreNoTasks() {
        tasks.put(evaluation(Optional.empty()));
        tasks.put(task(1, Optional.empty()), MergeNode.of(List.of(node)));
        tasks.flush();
        assertThat(recorded()).isEmpty();
    }

    @Test
    void rowsAndEntriesOfTheCacheShareATable() {
        Digest key = Digest.of("a key");
        AssocKey entry = new AssocKey(AssocKind.FILESET_V2, key);
        tasks.put(evaluation(Optional.of(START.plusSeconds(1))));
        tasks.put(task(1, Optional.of(START.plusSeconds(1))), node);
        tasks.flush();
        try (DynamoAssoc assoc =
                DynamoAssoc.builder(CLIENT, table).layout(TableLayout.REFLOW).open()) {
            assoc.store(Map.of(entry, AssocValue.reference(Digest.of("a value"))));
            Digest run = ReflowTaskDb.runId(evaluation);
            assertThat(assoc.get(List.of(entry, new AssocKey(AssocKind.FILESET_V2, run))))
                    .containsOnlyKeys(entry);
            assertThat(assoc.expand(AssocKind.FILESET_V2, run.toString().substring(7, 17)))
                    .isEmpty();
            List<Digest> scanned = new ArrayList<>();
            assoc.scan(
                    Set.of(AssocKind.FILESET_V2),
                    found -> scanned.add(found.key().digest()));
            assertThat(scanned).containsExactly(key);
            assertThat(assoc.collect(new CollectPolicy(
                                    LiveSet.exactly(Set.of()),
                                    LiveSet.exactly(Set.of()),
                                    Instant.now().plusSeconds(3600),
                                    false))
                            .removed())
                    .isEqualTo(1);
        }
        assertThat(recorded()).hasSize(1);
        assertThat(run().end()).isPresent();
        List<Digest> rows = new ArrayList<>();
        tasks.scan(row -> rows.add(row.id()));
        assertThat(rows).hasSize(2);
    }

    @Test
    void aLabelWithoutAValueIsRefused() {
        assertThatThrownBy(() -> ReflowTaskDb.builder(CLIENT, table)
                        .labels(Set.of("project"))
                        .open())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                .hasMessageContaining("key=value");
    }

    @Test
    void whatIsClosedWritesWhatWaits() {
        tasks.put(evaluation(Optional.empty()));
        tasks.close();
        tasks.close();
        try (ReflowTaskDb another = ReflowTaskDb.open(CLIENT, table)) {
            assertThat(another.row(ReflowTaskDb.runId(evaluation))).isPresent();
        }
    }
}
