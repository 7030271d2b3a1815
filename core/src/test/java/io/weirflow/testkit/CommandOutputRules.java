package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what a command writes. */
abstract class CommandOutputRules extends CommandInputRules {
    @Test
    void eachDeclaredOutputIsAnElementOfTheResult() {
        Fileset result = success(command(
                "echo 1 > %s; mkdir %s/sub; echo 2 > %s/sub/x; echo 3 > %s",
                List.of(out(0), out(1), out(1), out(2)), outFile("one"), outDirectory("two"), outFile("three")));

        assertThat(result).isEqualTo(Fileset.list(List.of(file("1\n"), directory("sub/x", "2\n"), file("3\n"))));
    }

    @Test
    void onlyDigestAndSizeOfAFileAreRecorded() {
        assertThat(success(echo("x")))
                .isEqualTo(Fileset.of(File.resolved(stored("x\n").id(), 2)));
    }

    @Test
    void theDefaultOutputMayBeADirectoryOrMissing() {
        assertThat(success(ExecConfig.exec("mkdir $out; echo 1 > $out/a"))).isEqualTo(directory("a", "1\n"));
        assertThat(success(ExecConfig.exec("true"))).isEqualTo(Fileset.EMPTY);
    }

    @Test
    void aDeclaredOutputThatIsNotWrittenIsAFailureThatNamesIt() {
        assertThat(failure(ErrorKind.EXEC, command("true # %s", List.of(out(0)), outFile("the.bam")))
                        .message())
                .contains("the.bam");
    }

    @Test
    void anOptionalOutputMayBeLeftOut() {
        Fileset result = success(command("echo > %s", List.of(out(0)), outFile("a"), new OutputSpec("b", false, true)));

        assertThat(result.elements().get(1)).isEqualTo(Fileset.EMPTY);
    }

    @Test
    void aDeclaredDirectoryIsThereAndMayStayEmpty() {
        Fileset result = success(command("[ -d %s ]", List.of(out(0)), outDirectory("d")));

        assertThat(result.elements()).containsExactly(Fileset.EMPTY);
    }

    @Test
    void aFileInPlaceOfADirectoryIsAFailureAndTheReverse() {
        assertThat(failure(ErrorKind.EXEC, command("rmdir %s; echo > %s", List.of(out(0), out(0)), outDirectory("d")))
                        .message())
                .contains("the output d");
        assertThat(failure(ErrorKind.EXEC, command("mkdir %s", List.of(out(0)), outFile("f")))
                        .message())
                .contains("the output f");
    }

    @Test
    void symbolicLinksWithinTheFolderAreFollowed() {
        Fileset result = success(
                ExecConfig.exec(
                        "mkdir -p $out/real; echo 1 > $out/real/x; ln -s real $out/relative;"
                                + " ln -s $out/real/x $out/absolute; ln -s relative/x $out/chain; echo 2 > $tmp/t; ln -s $tmp/t $out/tmp"));

        assertThat(result)
                .isEqualTo(directory(
                        "absolute", "1\n", "chain", "1\n", "real/x", "1\n", "relative/x", "1\n", "tmp", "2\n"));
    }

    @Test
    void anOutputMayBeALinkToAnInput() {
        Fileset input = file("content");

        assertThat(success(command("ln -s %s %s", List.of(in(input), out(0)), outFile("x")))
                        .elements())
                .containsExactly(input);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mkdir $out; ln -s /etc/passwd $out/evil | outside",
                "ln -s /etc $out | outside",
                "mkdir $out; ln -s ../../../../../../../../../../etc/passwd $out/evil | outside",
                "mkdir $out; ln -s nowhere $out/evil | does not exist",
                "mkdir $out; ln -s evil $out/evil | circle",
                "mkdir $out; ln -s evil2 $out/evil; ln -s evil $out/evil2 | circle",
                "mkdir $out; ln -s . $out/evil | holds it",
                "mkdir -p $out/a/b; ln -s ../../a $out/a/b/evil | holds it",
                "mkdir -p $out/a $out/b; ln -s ../b $out/a/evil; ln -s ../a $out/b/evil | holds it",
                "mkdir $out; mkfifo $out/evil | special file",
                "mkfifo $out | special file",
            })
    void whatCannotBeContentIsAFailure(String command, String message) {
        assertThat(failure(ErrorKind.EXEC, ExecConfig.exec(command)).message()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "é", "x\ty", "-", "$(x)", "a'b\"c", "\uD83D\uDE00"})
    void anyNameThatIsTextIsKept(String name) {
        Fileset result = success(ExecConfig.exec("mkdir $out; echo 1 > \"$out/$NAME\"; LC_ALL=C.UTF-8 true")
                .env(java.util.Map.of("NAME", name)));

        assertThat(result.files()).containsOnlyKeys(name);
        assertThat(success(command("cd %s; cat \"./$NAME\" > $out", List.of(in(result)))
                        .env(java.util.Map.of("NAME", name))))
                .isEqualTo(file("1\n"));
    }

    @Test
    void aNameThatIsNoTextIsAFailure() {
        assertThat(failure(ErrorKind.EXEC, ExecConfig.exec("mkdir $out; touch \"$out/$(printf '\\377x')\""))
                        .message())
                .contains("UTF-8");
    }

    @Test
    void manyAndLargeFilesAreCollected() {
        Fileset result = success(ExecConfig.exec("mkdir $out; for i in $(seq 300); do echo $i > $out/$i; done;"
                + " head -c 3000000 /dev/zero > $out/large"));

        assertThat(result.files()).hasSize(301);
        assertThat(text(result.files().get("217"))).isEqualTo("217\n");
        assertThat(result.files().get("large").sizeBytes()).isEqualTo(3_000_000);
    }

    @Test
    void aFailedCommandHasNoResultWhateverItWrote() {
        failure(ErrorKind.EXEC, ExecConfig.exec("echo x > $out; exit 1"));
    }

    @Test
    void theFolderOfAFailedExecIsKept() {
        var exec = run(ExecConfig.exec("echo partial > $out; exit 1"));

        assertThat(exec.inspect().folder())
                .hasValueSatisfying(
                        kept -> assertThat(kept.resolve("return/default")).hasContent("partial"));
        executor.remove(exec.id());
        assertThat(exec.inspect().folder()).isEmpty();
    }
}
