package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.exec.Arg;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What an implementer fills in for {@link CommandExecutorContract}, and what its rules are written with. */
public abstract class CommandHarness extends ExecutorContract {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Returns a folder that commands see under the same path, and can write to. */
    protected Path shared() throws IOException {
        return Files.createDirectories(folder.resolve("shared"));
    }

    /** Tells whether a process lives, given the id that its own command saw. */
    protected boolean isAlive(long pid) {
        try {
            // A process that has ended counts as alive for the JVM until its parent has taken note of it (Z) and it is
            // removed (X).
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(") ") + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            // It was not there, or went between the opening of the file and the reading.
            return false;
        }
    }

    /** Tells whether commands are run by a shell that notices a failure within a pipeline. */
    protected boolean hasPipefail() {
        return true;
    }

    /** Tells whether commands may change and move their inputs, which then are copies of their own. */
    protected boolean hasPrivateInputs() {
        return true;
    }

    static Arg in(Fileset fileset) {
        return new Arg.Input(fileset);
    }

    static Arg out(int index) {
        return new Arg.Output(index);
    }

    static OutputSpec outFile(String name) {
        return new OutputSpec(name, false, false);
    }

    static OutputSpec outDirectory(String name) {
        return new OutputSpec(name, true, false);
    }

    /** Returns a command with arguments and, if there are any, outputs. */
    static ExecConfig.Builder command(String format, List<Arg> args, OutputSpec... outputs) {
        ExecConfig.Builder builder = ExecConfig.exec(format).args(args);
        return outputs.length == 0 ? builder : builder.outputs(List.of(outputs));
    }

    /** Runs a command that has no arguments but writes to {@code $out}, and returns what it wrote, a single file. */
    final String output(String command) {
        return text(success(ExecConfig.exec(command)));
    }

    /** Returns shell code that waits until a file is there. */
    static String until(Path file) {
        return "until [ -e " + file + " ]; do sleep 0.02; done";
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Waits until a command has written a line to a file, and returns its numbers. */
    static List<Long> awaitNumbers(Path file) {
        await(() -> content(file).endsWith("\n"));
        return content(file).strip().lines().map(Long::valueOf).toList();
    }

    static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void awaitState(Exec exec, ExecState state) {
        await(() -> exec.state() == state || exec.state().isFinal());
        assertThat(exec.state()).isEqualTo(state);
    }

    final void assertDead(long pid) {
        assertThat(isAlive(pid)).as("process " + pid + " is alive").isFalse();
    }

    static String log(Exec exec, LogStream stream) {
        try (InputStream in = exec.logs(stream, false)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
