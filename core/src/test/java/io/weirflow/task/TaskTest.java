package io.weirflow.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TaskTest {
    private final FileFlow text = Source.text("a b c");

    @Test
    void placeholdersBecomeArgumentsAndPercentSignsAreDoubled() {
        ExecNode node = Task.named("words")
                .in("text", text)
                .command("date +%F; printf '%s' x; tr <{{text}} | tee {{ counts }} | cat {{text}} - >{{total}}")
                .outFile("counts")
                .outFile("total")
                .build()
                .node();

        assertThat(node.command()).isEqualTo("date +%%F; printf '%%s' x; tr <%s | tee %s | cat %s - >%s");
        assertThat(node.slots())
                .contains(List.of(ArgSlot.input(0), ArgSlot.output(0), ArgSlot.input(0), ArgSlot.output(1)));
        assertThat(node.outputs())
                .contains(List.of(new OutputSpec("counts", false, false), new OutputSpec("total", false, false)));
        assertThat(node.inputNames()).containsExactly("text");
        assertThat(node.deps()).containsExactly(text.flow());
        assertThat(node.ident()).isEqualTo("words");
    }

    @Test
    void aParameterIsOneWordOfTheShellWhateverItsCharacters() {
        ExecNode node = Task.named("t")
                .param("plain", "a/b-1.txt")
                .param("odd", "it's 100% \"$HOME\"\n{{plain}}")
                .param("empty", "")
                .param("many", List.of("x y", "z"))
                .param("number", -5)
                .command("echo {{plain}} {{odd}} {{empty}} {{many}} {{number}} >{{o}}")
                .outFile("o")
                .build()
                .node();

        assertThat(node.command()).isEqualTo("echo a/b-1.txt 'it'\\''s 100%% \"$HOME\"\n{{plain}}' '' 'x y' z -5 >%s");
    }

    @Test
    void doubleBracesThatAreNoPlaceholderAreText() {
        ExecNode node = Task.named("t")
                .command("awk '{{print $1}}'; docker inspect -f '{{.State}}' {{{{o}} {{}} >{{o}}")
                .outFile("o")
                .build()
                .node();

        assertThat(node.command()).isEqualTo("awk '{{print $1}}'; docker inspect -f '{{.State}}' {{o}} {{}} >%s");
    }

    @Test
    void standardOutputCanBeAnOutput() {
        ExecNode node = Task.named("t")
                .in("text", text)
                .command("sort {{text}}")
                .stdout("sorted")
                .build()
                .node();

        assertThat(node.command()).isEqualTo("{\nsort %s\n} >%s");
        assertThat(node.slots()).contains(List.of(ArgSlot.input(0), ArgSlot.output(0)));
    }

    @Test
    void allThatIsWrongIsToldAtOnceWithTheNearestName() {
        TaskBuilder builder = Task.named("words")
                .in("text", text)
                .in("text", text)
                .in("9", text)
                .param("unused", "x")
                .env("NOT-A-NAME", "x")
                .env("TWICE", "1")
                .secretEnv("TWICE", "secret")
                .retry(-1)
                .timeout(Duration.ZERO)
                .memory(-1)
                .outFile("counts")
                .command("tr <{{txt}} >{{count}}; {{zzzzzzzz}}");

        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                .hasMessage("""
                        task words: invalid: 13 problems
                          - "text" is declared twice: inputs, outputs and parameters need names of their own
                          - "9" is no name for a placeholder: letters, digits, _ and -, a letter or _ first
                          - "NOT-A-NAME" is no name of an environment variable: letters, digits and _, no digit first
                          - environment variable TWICE is set twice
                          - a number of retries is not negative, found -1
                          - a timeout is positive, found PT0S
                          - mem is not negative, found -1.0
                          - {{txt}} in the command is not declared as input, output or parameter; did you mean {{text}}?
                          - {{count}} in the command is not declared as input, output or parameter; did you mean {{counts}}?
                          - {{zzzzzzzz}} in the command is not declared as input, output or parameter (for the text itself write {{{{zzzzzzzz}})
                          - input "text" is not used: write {{text}} where the command needs it, or remove its declaration
                          - parameter "unused" is not used: write {{unused}} where the command needs it, or remove its declaration
                          - output "counts" is not used: write {{counts}} where the command needs it, or remove its declaration""");
    }

    @Test
    void aTaskNeedsACommandAndAnOutput() {
        assertThatThrownBy(() -> Task.named("t").build())
                .hasMessageContaining("it has no command")
                .hasMessageContaining(
                        "it declares no output: declare what the command writes by outFile, outDir or stdout");
        assertThatThrownBy(() -> Task.named("t").command(" \n").stdout("o").build())
                .hasMessageContaining("the command is empty");
        assertThatThrownBy(() -> Task.named(" ")).hasMessageContaining("a name is one line and not blank");
    }

    @Test
    void standardOutputIsNeitherAPlaceholderNorDeclaredTwice() {
        assertThatThrownBy(() -> Task.named("t")
                        .command("date >{{o}}")
                        .stdout("o")
                        .stdout("p")
                        .build())
                .hasMessageContaining("standard output is declared twice, as \"o\" and \"p\"");
        assertThatThrownBy(
                        () -> Task.named("t").command("date >{{o}}").stdout("o").build())
                .hasMessageContaining(
                        "{{o}} in the command is its standard output: remove it, or declare it by outFile");
    }

    @Test
    void aBuilderCanBeCorrectedAndBuiltAgain() {
        TaskBuilder builder = Task.named("t").command("date >{{o}}");
        assertThatThrownBy(builder::build).hasMessageContaining("{{o}}");

        assertThat(builder.outFile("o").build().outputs()).containsExactly("o");
    }

    @Test
    void anOutputIsAlwaysTheSameHandleOfItsDeclaredType() {
        Task task = Task.named("t")
                .command("touch {{f}} {{d}}/x {{maybe}}")
                .outFile("f")
                .outDir("d")
                .optionalFile("maybe")
                .build();

        assertThat(task.out("f")).isSameAs(task.out("f"));
        assertThat(task.out("f").isOptional()).isFalse();
        assertThat(task.out("maybe").isOptional()).isTrue();
        assertThat(task.outDir("d")).isSameAs(task.outDir("d"));
        assertThatThrownBy(() -> task.out("d"))
                .hasMessage("task t: invalid: output \"d\" is a directory: use outDir(…)");
        assertThatThrownBy(() -> task.outDir("f")).hasMessage("task t: invalid: output \"f\" is a file: use out(…)");
        assertThatThrownBy(() -> task.out("mayb"))
                .hasMessage("task t: invalid: has no output \"mayb\", only [f, d, maybe]; did you mean maybe?");
    }

    @Test
    void resourcesMayDependOnTheSizesOfInputsByName() {
        ExecNode node = Task.named("t")
                .in("a", text)
                .in("b", text)
                .command("cat {{a}} {{b}}")
                .stdout("o")
                .cpu(2)
                .memory(100)
                .resources(sizes -> Resources.of(1, sizes.bytes("b") * 10 + sizes.totalBytes() + sizes.files("a")))
                .build()
                .node();
        Fileset large = Fileset.of(File.resolved(Digest.of("x"), 1000));

        assertThat(node.minResources()).isEqualTo(Resources.of(2, 100));
        assertThat(node.resources(List.of(large, large))).isEqualTo(Resources.of(2, 12_001));
        assertThat(node.resources(List.of(Fileset.EMPTY, Fileset.EMPTY))).isEqualTo(Resources.of(2, 100));
    }

    @Test
    void askingForTheSizeOfAnUnknownInputNamesTheNearest() {
        ExecNode node = Task.named("t")
                .in("reads", text)
                .command("cat {{reads}}")
                .stdout("o")
                .resources(sizes -> Resources.of(1, sizes.bytes("read")))
                .build()
                .node();

        assertThatThrownBy(() -> node.resources(List.of(Fileset.EMPTY)))
                .hasMessage(
                        "resources \"read\": invalid: the task has no such input, only [reads]; did you mean reads?");
    }

    @Test
    void allSettingsReachTheNode() {
        ExecNode node = Task.named("t")
                .command("date")
                .stdout("o")
                .env("TZ", "UTC")
                .secretEnv("TOKEN", "x")
                .label("project", "p")
                .timeout(Duration.ofSeconds(3))
                .retry(2)
                .image("debian:12")
                .salt("2026-01-01")
                .build()
                .node();

        assertThat(node.env()).isEqualTo(Map.of("TZ", "UTC"));
        assertThat(node.secretEnv()).isEqualTo(Map.of("TOKEN", "x"));
        assertThat(node.labels()).isEqualTo(Map.of("project", "p"));
        assertThat(node.timeout()).isEqualTo(Optional.of(Duration.ofSeconds(3)));
        assertThat(node.retries()).isEqualTo(2);
        assertThat(node.image()).isEqualTo("debian:12");
        assertThat(node.salt()).contains(Digest.of("2026-01-01"));
    }
}
