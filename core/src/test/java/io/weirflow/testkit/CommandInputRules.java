package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a command gets its inputs, its environment and its own text. */
abstract class CommandInputRules extends CommandHarness {
    @Test
    void aFileArrivesAsThePathOfAFile() {
        assertThat(text(success(command("cat %s > $out", List.of(in(file("content")))))))
                .isEqualTo("content");
    }

    @Test
    void aDirectoryArrivesAsThePathOfADirectory() {
        Fileset input = directory("a", "1", "b/c", "2", "b/d e", "3");

        assertThat(text(success(command("cd %s; find . -type f | sort > $out", List.of(in(input))))))
                .isEqualTo("./a\n./b/c\n./b/d e\n");
        assertThat(text(success(command("cat %s/b/c > $out", List.of(in(input))))))
                .isEqualTo("2");
    }

    @Test
    void aListArrivesAsThePathsOfItsElements() {
        Fileset list = Fileset.list(List.of(file("1"), directory("x", "2"), file("3")));

        assertThat(text(success(command("set -- %s; cat $1 $2/x $3 > $out", List.of(in(list))))))
                .isEqualTo("123");
    }

    @Test
    void anEmptyListIsNoWordAndAnEmptyDirectoryIsEmpty() {
        assertThat(text(success(command("set -- %s; echo $# > $out", List.of(in(Fileset.list(List.of())))))))
                .isEqualTo("0\n");
        assertThat(text(success(command("ls -A %s | wc -l | tr -d ' ' > $out", List.of(in(Fileset.EMPTY))))))
                .isEqualTo("0\n");
    }

    @Test
    void oneInputMayBeGivenSeveralTimes() {
        Fileset input = file("x");

        assertThat(text(success(command("cat %s %s > $out", List.of(in(input), in(input))))))
                .isEqualTo("xx");
    }

    @Test
    void percentSignsAreWrittenTwice() {
        assertThat(output("printf '%%s-%%d' a 7 > $out")).isEqualTo("a-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat > $out", "cat %s %s > $out", "cat %s %d > $out", "cat %s > $out %"})
    void argumentsThatDoNotMatchAreRefused(String format) {
        assertFails(ErrorKind.INVALID, () -> put(command(format, List.of(in(file("x"))))));
        assertThat(executor.execs()).isEmpty();
    }

    @Test
    void anOutputThatIsNotDeclaredIsRefused() {
        assertFails(ErrorKind.INVALID, () -> put(command("echo > %s", List.of(out(1)), outFile("only"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../../x", "/etc/passwd", "", "a//b", "a/", "./a", "a/./b", "a\0b"})
    void aPathThatEscapesIsRefused(String path) {
        Fileset evil = Fileset.directory(Map.of(path, stored("evil"), "good", stored("good")));

        assertFails(ErrorKind.INVALID, () -> put(command("ls %s", List.of(in(evil)))));
        assertThat(executor.execs()).isEmpty();
    }

    @Test
    void aListOfListsIsRefused() {
        Fileset nested = Fileset.list(List.of(Fileset.list(List.of(file("x")))));

        assertFails(ErrorKind.INVALID, () -> put(command("ls %s", List.of(in(nested)))));
    }

    @Test
    void aReferenceIsRefusedBeforeItIsLoaded() {
        Fileset reference = Fileset.of(File.reference("mem://bucket/x", "", 1));

        assertFails(ErrorKind.PRECONDITION, () -> put(command("cat %s", List.of(in(reference)))));
    }

    @Test
    void aFileThatIsAlsoADirectoryLosesTheExec() {
        var exec = put(command("ls %s", List.of(in(directory("a", "1", "a/b", "2")))));

        assertThat(assertFails(ErrorKind.INVALID, exec::await)).hasMessageContaining("a/b");
    }

    @Test
    void anInputThatIsMissingLosesTheExec() {
        File missing = stored("will be gone");
        repository.remove(missing.id());
        var exec = put(command("cat %s > $out", List.of(in(Fileset.of(missing)))));

        assertFails(ErrorKind.NOT_EXIST, exec::await);
        assertFails(ErrorKind.PRECONDITION, exec::result);
        repository.put("will be gone".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var again = executor.put(
                exec.id(),
                command("cat %s > $out", List.of(in(Fileset.of(missing)))).build());
        again.await();
        assertThat(again.result().failure()).isEmpty();
    }

    @Test
    void aCommandThatWritesToItsInputsChangesNobodyElsesFiles() {
        Fileset input = directory("file", "original");
        String change = "chmod -R u+w %s || true; echo changed >> %s/file || true; echo changed > %s/file || true;"
                + " rm -f %s/file || true; echo done > $out";
        run(command(change, List.of(in(input), in(input), in(input), in(input))));

        assertThat(repository.read(input.files().get("file").id())).asString().isEqualTo("original");
        assertThat(text(success(command("cat %s/file > $out", List.of(in(input))))))
                .isEqualTo("original");
    }

    @Test
    void anInputThatBecomesAnOutputIsACopy() {
        Fileset input = file("original");
        String take = hasPrivateInputs() ? "mv %s $out" : "cp %s $out; chmod u+w $out";
        Fileset result = success(command(take + "; echo more >> $out", List.of(in(input))));

        assertThat(text(result)).isEqualTo("originalmore\n");
        assertThat(text(input)).isEqualTo("original");
    }

    @Test
    void environmentVariablesHaveTheirExactValues() {
        String value = " it's \"quoted\" $HOME `x` \\n\ttab\nand a second line é ";
        Map<String, String> env = Map.of("VALUE", value, "EMPTY", "", "a.b", "dotted", "IFS", ",");
        String command = "printf '%%s|%%s' \"$VALUE\" \"$EMPTY\" > %s; env | grep '^a\\.b' > %s || true";

        List<Fileset> plain = success(command(command, List.of(out(0), out(1)), outFile("a"), outFile("b"))
                        .env(Map.of("VALUE", value, "EMPTY", "")))
                .elements();
        assertThat(text(plain.get(0))).isEqualTo(value + "|");

        List<Fileset> odd = success(command(command, List.of(out(0), out(1)), outFile("a"), outFile("b"))
                        .env(env))
                .elements();
        assertThat(text(odd.get(0))).isEqualTo(value + "|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0"})
    void aNameThatNoEnvironmentCanHoldIsRefused(String name) {
        assertFails(ErrorKind.INVALID, () -> put(echo("x").env(Map.of(name, "value"))));
    }

    @Test
    void secretsReachTheCommandAndNothingElse() throws Exception {
        Map<String, String> secrets = Map.of("TOKEN", "s3cr3t-value");
        var exec = run(ExecConfig.exec("printf %%s \"$TOKEN\" | rev > $out").secretEnv(secrets));

        assertThat(text(exec.result().fileset()).strip()).isEqualTo("eulav-t3rc3s");
        assertThat(exec.inspect().config().secretEnv()).containsExactly(Map.entry("TOKEN", ""));
        assertThat(exec.inspect().toString()).doesNotContain("s3cr3t-value");
        try (var files = java.nio.file.Files.walk(folder)) {
            assertThat(files.filter(java.nio.file.Files::isRegularFile))
                    .allSatisfy(file -> assertThat(content(file)).doesNotContain("s3cr3t-value"));
        }
    }

    @Test
    void temporaryFilesHaveAFolderOfTheirOwn() {
        String command = "[ \"$TMPDIR\" = \"$HOME\" ]; [ \"$TMPDIR\" = \"$tmp\" ]; [ -z \"$(ls -A $tmp)\" ];"
                + " echo x > $tmp/mine; f=$(mktemp); [ \"${f#$TMPDIR/}\" != \"$f\" ]; echo fine > $out";

        assertThat(output(command)).isEqualTo("fine\n");
        assertThat(output(command)).isEqualTo("fine\n");
    }

    @Test
    void standardInputIsEmpty() {
        assertThat(output("cat > $out")).isEmpty();
    }

    @Test
    void aScriptMayHaveManyLines() {
        String script =
                "# a comment\ncat > $out <<'EOF'\none $two\n  three\nEOF\nif true; then\n  echo four >> $out\nfi";

        assertThat(output(script)).isEqualTo("one $two\n  three\nfour\n");
    }

    @Test
    void aHugeCommandIsRun() {
        String word = "x".repeat(100);
        String script = ("echo " + word + " >> $out\n").repeat(3000);

        assertThat(output(script)).hasSize(3000 * 101);
    }

    @Test
    void theDefaultOutputIsNotThereWhenOutputsAreDeclared() {
        Fileset result =
                success(command("echo \"${out:-none}\" > %s", List.of(out(0)), new OutputSpec("", false, false)));

        assertThat(text(result.elements().get(0))).isEqualTo("none\n");
    }
}
