package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.resource.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What Reflow wrote into its task database, as it is read, and what of it is found. */
class ReflowTaskDbReadTest {
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DynamoDbClient CLIENT = LocalDynamo.client("ReflowTaskDbReadTest", HTTP);
    private static final String TABLE = "reflow";

    private static final Digest RUN = Digest.of("a run");
    private static final Digest FIRST = Digest.of("task 1");
    private static final Digest TRANSFER = Digest.of("task 2");
    private static final Digest LOST = Digest.of("lost");
    private static final Digest ALLOC = Digest.of("1.2.3.4:9000/4640204a5fd6ce42");
    private static final Digest POOL = Digest.of("1.2.3.4:9000");
    private static final Instant BEGIN = Instant.parse("2019-06-30T00:00:00Z");
    private static final Instant END = Instant.parse("2019-07-02T00:00:00Z");

    private final ReflowTaskDb tasks =
            ReflowTaskDb.builder(CLIENT, TABLE).flushInterval(Duration.ZERO).open();

    @BeforeAll
    static void fillTheTable() {
        DynamoTables.create(CLIENT, TABLE, TableLayout.REFLOW_TASKS);
        for (Map<String, AttributeValue> item : ReflowItems.items("taskdb.json")) {
            CLIENT.putItem(request -> request.tableName(TABLE).item(item));
        }
    }

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
        HTTP.close();
    }

    @Test
    void aRunIsReadAsReflowWroteIt() {
        assertThat(tasks.row(RUN))
                .contains(new ReflowRun(
                        RUN,
                        "grail@example.com",
                        Set.of("project=one two", "user=grail"),
                        Instant.parse("2019-06-30T22:10:00Z"),
                        Optional.of(Instant.parse("2019-07-01T00:12:01Z")),
                        Optional.of(Instant.parse("2019-07-01T00:11:30Z")),
                        Optional.of(Digest.of("bundle")),
                        Set.of("-bucket=a b", "-n=3"),
                        Optional.of(Digest.of("runlog")),
                        Optional.of(Digest.of("graph")),
                        Optional.of(Digest.of("trace"))));
    }

    @Test
    void aTaskIsReadAsReflowWroteIt() {
        assertThat(tasks.row(FIRST))
                .contains(new ReflowTask(
                        FIRST,
                        RUN,
                        Optional.of(ALLOC),
                        Optional.of(Digest.of("flow")),
                        Optional.of(ReflowTaskDb.commandDigest("ubuntu:latest", "echo hello > %s")),
                        "hello.Main",
                        1,
                        Resources.of(Map.of("cpu", 2.0, "mem", (double) (2L << 30), "disk", (double) (1L << 30))),
                        "1.2.3.4:9000/4640204a5fd6ce42/" + FIRST.toString().substring(7),
                        Set.of("project=one two", "user=grail"),
                        Instant.parse("2019-06-30T22:10:05Z"),
                        Optional.of(Instant.parse("2019-06-30T22:13:35Z")),
                        Optional.of(Instant.parse("2019-06-30T22:12:00Z")),
                        Optional.of(FIRST),
                        Optional.of(Digest.of("out")),
                        Optional.of(Digest.of("err")),
                        Optional.of(Digest.of("inspect")),
                        Optional.empty()));
    }

    @Test
    void whatReflowLeavesZeroOrEmptyIsAbsent() {
        ReflowTask transfer = (ReflowTask) tasks.row(TRANSFER).orElseThrow();
        assertThat(transfer.alloc()).isEmpty();
        assertThat(transfer.command()).isEmpty();
        assertThat(transfer.resources()).isEqualTo(Resources.NONE);
        assertThat(transfer.labels()).isEmpty();
        assertThat(transfer.error())
                .hasValueSatisfying(text ->
                        assertThat(text).contains("transfer", "s3://bucket/key").doesNotContain("{"));
        ReflowTask lost = (ReflowTask) tasks.row(LOST).orElseThrow();
        assertThat(lost.error()).contains("it was lost");
        assertThat(lost.end()).isEmpty();
        assertThat(lost.isActive(Instant.parse("2019-07-01T00:02:00Z"))).isTrue();
        assertThat(lost.isActive(Instant.parse("2019-07-01T00:02:01Z"))).isFalse();
        assertThat(transfer.isActive(Instant.parse("2019-07-01T00:10:00Z"))).isFalse();
    }

    @Test
    void machinesAreRead() {
        Resources machine = Resources.of(Map.of("cpu", 4.0, "mem", (double) (8L << 30), "disk", (double) (10L << 30)));
        assertThat(tasks.allocs(BEGIN, END, 10))
                .containsExactly(new ReflowAlloc(
                        ALLOC,
                        "1.2.3.4:9000/4640204a5fd6ce42",
                        Optional.of(POOL),
                        machine,
                        Instant.parse("2019-06-30T22:09:00Z"),
                        Optional.of(Instant.parse("2019-07-01T00:12:00Z")),
                        Optional.of(Instant.parse("2019-07-01T00:12:30Z"))));
        assertThat(tasks.pools(BEGIN, END, 10))
                .containsExactly(new ReflowPool(
                        POOL,
                        "1.2.3.4:9000",
                        "m5.xlarge",
                        "https://1.2.3.4:9000/v1/",
                        "default",
                        "grail@example.com",
                        "reflow1.22.0",
                        machine,
                        Instant.parse("2019-06-30T22:08:00Z"),
                        Optional.of(Instant.parse("2019-07-01T00:12:05Z")),
                        Optional.empty()));
    }

    @Test
    void rowsAreWrittenAsReflowWritesThem() {
        List<Map<String, AttributeValue>> items = ReflowItems.items("taskdb.json");
        ReflowRun run = (ReflowRun) new TaskDbItem(items.get(0)).row().orElseThrow();
        assertThat(run.item(run.keepalive().orElseThrow())).isEqualTo(items.get(0));
        for (int i : List.of(1, 3)) {
            ReflowTask task = (ReflowTask) new TaskDbItem(items.get(i)).row().orElseThrow();
            Map<String, AttributeValue> written = task.item(task.keepalive().orElseThrow());
            assertThat(items.get(i)).containsAllEntriesOf(written);
            assertThat(items.get(i).keySet()).isSubsetOf(with(written.keySet(), "ExecLog"));
        }
    }

    private static Set<String> with(Set<String> names, String another) {
        Set<String> all = new HashSet<>(names);
        all.add(another);
        return all;
    }

    @Test
    void runsAreFoundByUserAndByWhenTheyWereAliveLast() {
        assertThat(ids(tasks.runs(BEGIN, END, 10))).containsExactly(RUN);
        assertThat(ids(tasks.runsOf("grail@example.com", BEGIN, END, 10))).containsExactly(RUN);
        assertThat(tasks.runsOf("nobody@example.com", BEGIN, END, 10)).isEmpty();
        Instant last = Instant.parse("2019-07-01T00:12:01Z");
        assertThat(ids(tasks.runs(last, last.plusSeconds(1), 10))).containsExactly(RUN);
        assertThat(tasks.runs(last.plusSeconds(1), END, 10)).isEmpty();
        assertThat(tasks.runs(BEGIN, last, 10)).isEmpty();
    }

    @Test
    void tasksOfAllDaysComeTheLastFirstUntilThereAreEnough() {
        assertThat(ids(tasks.tasks(BEGIN, END, 10))).containsExactly(TRANSFER, LOST, FIRST);
        assertThat(ids(tasks.tasks(BEGIN, END, 2))).containsExactly(TRANSFER, LOST);
        HTTP.plan(index -> FaultyHttp.Fault.NONE);
        assertThat(ids(tasks.tasks(BEGIN, END, 1))).containsExactly(TRANSFER);
        assertThat(HTTP.operations()).containsExactly("Query");
        assertThat(ids(tasks.tasks(BEGIN, Instant.parse("2019-07-01T00:00:00Z"), 10)))
                .containsExactly(FIRST);
    }

    @Test
    void tasksAreFoundByRunInTheOrderOfTheirStarts() {
        assertThat(ids(tasks.tasksOf(RUN))).containsExactly(FIRST, TRANSFER);
        assertThat(tasks.tasksOf(Digest.of("another run"))).isEmpty();
    }

    @Test
    void endedTasksAreFoundByIdentAndByCommand() {
        ReflowEndedTask ended =
                new ReflowEndedTask(FIRST, Instant.parse("2019-06-30T22:12:00Z"), Optional.of(Digest.of("inspect")));
        assertThat(tasks.endedTasksNamed("hello.Main", 10)).containsExactly(ended);
        assertThat(tasks.endedTasksOf("ubuntu:latest", "echo hello > %s", 10)).containsExactly(ended);
        assertThat(tasks.endedTasksNamed("hello.Other", 10)).isEmpty();
    }

    @Test
    void abbreviationsOfEightDigitsAndMoreAreFound() {
        String hex = FIRST.toString().substring("sha256:".length());
        assertThat(ids(tasks.expand(hex.substring(0, 8)))).containsExactly(FIRST);
        assertThat(ids(tasks.expand(hex.substring(0, 20)))).containsExactly(FIRST);
        assertThat(ids(tasks.expand(hex))).containsExactly(FIRST);
        assertThat(tasks.expand(hex.substring(0, 8) + "000000")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcdef0", "ABCDEF01", "abcdefgh"})
    void otherAbbreviationsAreRefused(String hex) {
        assertKind(ErrorKind.INVALID, () -> tasks.expand(hex)).hasMessageContaining("8 to 64");
    }

    @Test
    void aStretchOfTimeThatIsEmptyAndALimitOfNothingAreRefused() {
        assertKind(ErrorKind.INVALID, () -> tasks.runs(END, END, 10));
        assertKind(ErrorKind.INVALID, () -> tasks.runs(BEGIN, END, 0));
        assertKind(ErrorKind.INVALID, () -> tasks.endedTasksNamed("hello.Main", 0));
    }

    @Test
    void aScanFindsEveryRowThatCanBeRead() {
        List<Digest> found = new ArrayList<>();
        tasks.scan(row -> found.add(row.id()));
        assertThat(found).containsExactlyInAnyOrder(RUN, FIRST, TRANSFER, LOST, ALLOC, POOL);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(tasks.row(Digest.of("nothing"))).isEmpty();
    }

    @Test
    void aTableWithoutTheIndexesSaysHowToAddThem() {
        DynamoTables.create(CLIENT, "cache-only", TableLayout.REFLOW);
        try (ReflowTaskDb cacheOnly = ReflowTaskDb.open(CLIENT, "cache-only")) {
            assertKind(ErrorKind.NOT_EXIST, () -> cacheOnly.runs(BEGIN, END, 10))
                    .hasMessageContaining("Date-Keepalive-index")
                    .hasMessageContaining("REFLOW_TASKS");
            DynamoTables.create(CLIENT, "cache-only", TableLayout.REFLOW_TASKS);
            assertThat(DynamoTables.problems(CLIENT, "cache-only", TableLayout.REFLOW_TASKS))
                    .isEmpty();
            assertThat(DynamoTables.problems(CLIENT, "cache-only", TableLayout.REFLOW))
                    .isEmpty();
            assertThat(cacheOnly.runs(BEGIN, END, 10)).isEmpty();
        }
    }

    private static List<Digest> ids(List<? extends ReflowRow> rows) {
        return rows.stream().map(ReflowRow::id).toList();
    }

    private static AbstractThrowableAssert<?, ?> assertKind(ErrorKind kind, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
