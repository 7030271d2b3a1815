package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.FileResult;
import io.weirflow.TaskEvaluation;
import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.eval.ExecFailedException;
import io.weirflow.task.DirFlow;
import io.weirflow.task.FileFlow;
import io.weirflow.task.ListFlow;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on real processes and files: groups, functions in Java, results on the disk, and what a failure tells. */
class TaskResultsTest {
    @TempDir
    Path temp;

    private Weirflow weirflow;
    private Path source;

    @BeforeEach
    void open() throws IOException {
        weirflow = FileBackend.open(temp.resolve("state"));
        source = Files.createDirectory(temp.resolve("source"));
        Files.writeString(source.resolve("a1"), "1");
        Files.writeString(source.resolve("a2"), "2");
        Files.writeString(source.resolve("b1"), "3");
    }

    @AfterEach
    void close() {
        weirflow.close();
    }

    private ListFlow<FileFlow> perGroup() {
        return Source.directory(source)
                .groupBy("(.)\\d")
                .mapEach(
                        "join",
                        "1",
                        (key, files) -> Task.named("join " + key)
                                .in("files", files)
                                .command(
                                        "b".equals(key)
                                                ? "echo only b >{{joined}}; ls {{files}} >>{{joined}}"
                                                : "cat {{files}}/* >{{joined}}")
                                .outFile("joined")
                                .build()
                                .out("joined"));
    }

    @Test
    void theCommandOfAGroupMayDependOnItsKey() throws IOException {
        ListFlow<FileFlow> joined = perGroup();
        TaskEvaluation first = weirflow.evaluate(joined).await();
        assertThat(first.files(joined)).extracting(FileResult::text).containsExactly("12", "only b\nb1\n");

        Files.writeString(source.resolve("c7"), "7");
        ListFlow<FileFlow> again = perGroup();
        TaskEvaluation second = weirflow.evaluate(again).await();
        assertThat(second.files(again)).extracting(FileResult::text).containsExactly("12", "only b\nb1\n", "7");
        assertThat(second.progress().ran()).as("the source and the new group").isEqualTo(2);
    }

    @Test
    void theDirectoryOfGroupsIsNamedByTheirKeys() {
        DirFlow directory = perGroup().toDirectory();
        assertThat(weirflow.evaluate(directory).await().directory(directory).files())
                .containsOnlyKeys("a", "b");
    }

    @Test
    void aFunctionInJavaReadsInputsAndParametersAndIsCachedByThem() {
        AtomicInteger calls = new AtomicInteger();
        assertThat(shout(calls, "!")).isEqualTo("1!");
        assertThat(shout(calls, "!")).isEqualTo("1!");
        assertThat(calls).hasValue(1);
        assertThat(shout(calls, "?")).isEqualTo("1?");
        assertThat(calls).hasValue(2);
    }

    private String shout(AtomicInteger calls, String mark) {
        FileFlow loud = Task.java("shout", "1")
                .in("text", Source.file(source.resolve("a1")))
                .param("mark", mark)
                .toFile((inputs, output) -> {
                    calls.incrementAndGet();
                    String text = inputs.text("text").toUpperCase(Locale.ROOT) + inputs.param("mark");
                    output.write(text.getBytes(StandardCharsets.UTF_8));
                });
        return weirflow.evaluate(loud).await().file(loud).text();
    }

    @Test
    void aFunctionThatThrowsIsAFailureThatNamesIt() {
        FileFlow broken = Task.java("broken", "1").toFile((inputs, output) -> {
            throw new IOException("no more ink");
        });
        assertThatThrownBy(() -> weirflow.evaluate(broken).await())
                .isInstanceOf(WeirflowException.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("no more ink");
    }

    @Test
    void aDirectoryIsMaterializedIntoAnEmptyFolderOnlyAndReplacesAFullOne() throws IOException {
        DirFlow all = Source.directory(source);
        TaskEvaluation evaluation = weirflow.evaluate(all).await();
        Path target = temp.resolve("deep/target");

        evaluation.directory(all).materialize(target);
        assertThat(target.resolve("a1")).hasContent("1");
        Files.writeString(target.resolve("a1"), "changed by its owner");
        assertThat(evaluation.directory(all).file("a1").text()).isEqualTo("1");

        assertThatThrownBy(() -> evaluation.directory(all).materialize(target))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                .hasMessageContaining("not empty");
        assertThat(target.resolve("a1")).hasContent("changed by its owner");

        Files.writeString(target.resolve("stray"), "x");
        evaluation.directory(all).replace(target);
        assertThat(target.resolve("a1")).hasContent("1");
        assertThat(target.resolve("stray")).doesNotExist();
        try (var entries = Files.list(temp.resolve("deep"))) {
            assertThat(entries).as("no temporary folder is left").containsExactly(target);
        }
    }

    @Test
    void aFileIsCopiedOverAFileButNotOverAFolder() throws IOException {
        FileFlow one = Source.directory(source).file("a1");
        TaskEvaluation evaluation = weirflow.evaluate(one).await();
        Path target = Files.writeString(temp.resolve("copy"), "old");
        evaluation.file(one).copyTo(target);
        assertThat(target).hasContent("1");
        assertThatThrownBy(() -> evaluation.file(one).copyTo(source))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION));
        assertThat(source.resolve("a1")).hasContent("1");
    }

    @Test
    void aFailureTellsWhatFailedHowAndWhereToLook() {
        Task failing = Task.named("flaky")
                .label("team", "blue")
                .param("word", "two words")
                .command("echo {{word}}; echo this went wrong >&2; touch {{result}}; exit 7")
                .outFile("result")
                .build();
        assertThatThrownBy(() -> weirflow.evaluate(failing.out("result")).await())
                .isInstanceOfSatisfying(ExecFailedException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.EXEC);
                    assertThat(e.details().name()).isEqualTo("flaky");
                    assertThat(e.details().labels()).containsEntry("team", "blue");
                    assertThat(e.details().exitCode()).hasValue(7);
                    assertThat(e.details().command()).contains("echo 'two words'");
                    assertThat(e.details().stderrTail()).contains("this went wrong");
                    assertThat(e.details().folder())
                            .hasValueSatisfying(
                                    folder -> assertThat(folder).isDirectory().startsWith(temp.resolve("state")));
                    assertThat(e.getMessage())
                            .contains("flaky", "exit code 7", "two words", "this went wrong")
                            .contains(e.details().folder().orElseThrow().toString());
                });
    }

    @Test
    void aDamagedResultIsToldToItsReaderAndComputedAnewByTheNextEvaluation() throws IOException {
        Task task = Task.named("write")
                .command("echo content >{{result}}")
                .outFile("result")
                .build();
        FileResult first = weirflow.evaluate(task.out("result")).await().file(task.out("result"));
        Path object = new ObjectTree(temp.resolve("state/objects")).path(first.digest());
        Files.delete(object);
        Files.writeString(object, "CONTENT\n");
        assertThatThrownBy(first::text)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY));
        TaskEvaluation again = weirflow.evaluate(task.out("result")).await();
        assertThat(again.file(task.out("result")).text()).isEqualTo("content\n");
        assertThat(again.progress().ran()).isEqualTo(1);
    }

    @Test
    void twoEvaluationsThatNeedTheSameCommandAtOnceRunItOnce() throws IOException {
        Path log = temp.resolve("log");
        Path go = temp.resolve("go");
        Task slow = Task.named("slow")
                .param("log", log.toString())
                .param("go", go.toString())
                .command("echo started >>{{log}}; until [ -e {{go}} ]; do sleep 0.02; done; echo done >{{result}}")
                .outFile("result")
                .build();
        TaskEvaluation one = weirflow.evaluate(slow.out("result"));
        TaskEvaluation two = weirflow.evaluate(slow.out("result"));
        while (one.progress().running() + two.progress().running() < 2) {
            Thread.onSpinWait();
        }
        Files.createFile(go);
        assertThat(one.await().file(slow.out("result")).text()).isEqualTo("done\n");
        assertThat(two.await().file(slow.out("result")).text()).isEqualTo("done\n");
        assertThat(log).hasContent("started");
    }
}
