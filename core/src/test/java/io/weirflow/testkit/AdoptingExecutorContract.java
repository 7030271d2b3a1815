package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.LogStream;
import io.weirflow.resource.Resources;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The contract of executors whose commands outlive the program that started them, and go on under the next one: it kills programs
 * with SIGKILL. The programs create an instance of the implementing class and call {@link #open} only, which therefore MUST NOT
 * depend on what a test has set up.
 */
public abstract class AdoptingExecutorContract extends CommandExecutorContract {
    private static final Digest ID = AdoptionProgram.ID;

    /** Makes what runs for an exec vanish without a trace of how it ended, as a restart of the machine would. */
    protected abstract void vanish(Path where, Digest id) throws Exception;

    private Path crashed() {
        return folder.resolve("crashed");
    }

    /** Runs a command in a program that is killed when something has happened. */
    private void crash(AdoptionProgram.Request request, String when) throws Exception {
        new AdoptionProgram.Child(getClass(), crashed(), request).killWhen(when);
    }

    private void crashWhileRunning(String command) throws Exception {
        crash(AdoptionProgram.Request.of(command), AdoptionProgram.RUNNING);
    }

    /** Opens an executor where the program was killed, and returns its exec. */
    private Exec recover(ExecutorSetup setup) throws Exception {
        executor.close();
        executor = open(crashed(), repository, setup);
        return executor.get(ID).orElseThrow();
    }

    @Test
    void whatStillRunsGoesOn() throws Exception {
        Path go = shared().resolve("go");
        crashWhileRunning("echo first; " + until(go) + "; echo second; echo result > $out");
        Instant killed = Instant.now();
        Exec exec = recover(setup());
        awaitState(exec, ExecState.RUNNING);

        assertThat(executor.put(ID, echo("something else").build()).id()).isEqualTo(ID);
        assertThat(exec.inspect().started().orElseThrow()).isBefore(killed);
        assertThat(exec.inspect().renderedCommand()).contains("echo second");
        assertThat(exec.inspect().commands()).isNotEmpty();
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(exec.logs(LogStream.STDOUT, true), StandardCharsets.UTF_8))) {
            assertThat(log.readLine()).isEqualTo("first");
            Files.createFile(go);
            assertThat(log.readLine()).isEqualTo("second");
            assertThat(log.readLine()).isNull();
        }
        exec.await();
        assertThat(text(exec.result().fileset())).isEqualTo("result\n");
        assertThat(exec.inspect().started().orElseThrow()).isBefore(killed);
    }

    @Test
    void whatWasAdoptedIsFoundCompleteTheNextTime() throws Exception {
        Path go = shared().resolve("go");
        crashWhileRunning(until(go) + "; echo result > $out");
        Exec exec = recover(setup());
        Files.createFile(go);
        exec.await();
        Exec again = recover(setup());

        assertThat(again.state()).isEqualTo(ExecState.COMPLETE);
        assertThat(again.result()).isEqualTo(exec.result());
    }

    @Test
    void theOutputOfWhatEndedMeanwhileIsCollected() throws Exception {
        endMeanwhile("echo to stdout; echo to stderr >&2; echo result > $out");
        Exec exec = recover(setup());
        exec.await();

        assertThat(text(exec.result().fileset())).isEqualTo("result\n");
        assertThat(exec.inspect().exitCode()).hasValue(0);
        assertThat(log(exec, LogStream.STDOUT)).isEqualTo("to stdout\n");
        assertThat(log(exec, LogStream.STDERR)).isEqualTo("to stderr\n");
    }

    @Test
    void theExitCodeOfWhatEndedMeanwhileIsKnown() throws Exception {
        endMeanwhile("echo why >&2; exit 7");
        Exec exec = recover(setup());
        exec.await();

        assertThat(exec.inspect().exitCode()).hasValue(7);
        assertThat(exec.result().failure().orElseThrow().kind()).isEqualTo(ErrorKind.EXEC);
        assertThat(log(exec, LogStream.STDERR)).isEqualTo("why\n");
    }

    /** Runs a command whose end comes after that of the program. */
    private void endMeanwhile(String command) throws Exception {
        Path go = shared().resolve("go");
        Path pid = shared().resolve("pid");
        crashWhileRunning("echo $$ > " + pid + "; " + until(go) + "; " + command);
        long process = awaitNumbers(pid).get(0);
        Files.createFile(go);
        await(() -> !isAlive(process));
    }

    @Test
    void outputsWhoseCollectionWasInterruptedAreCollectedAgain() throws Exception {
        // The output is a link to a temporary file: it is no output without that.
        crash(
                AdoptionProgram.Request.of("echo result > $tmp/file; ln -s $tmp/file $out")
                        .withStuckRepository(),
                AdoptionProgram.COLLECTING);
        Exec exec = recover(setup());
        exec.await();

        assertThat(exec.result().failure()).isEmpty();
        assertThat(text(exec.result().fileset())).isEqualTo("result\n");
    }

    @Test
    void whatVanishedIsLostAndMayBePutAgain() throws Exception {
        crashWhileRunning("sleep 1000");
        vanish(crashed(), ID);
        Exec lost = recover(setup());

        assertThat(lost.state()).isEqualTo(ExecState.LOST);
        assertFails(ErrorKind.UNAVAILABLE, lost::await);
        Exec again = executor.put(ID, echo("again").build());
        again.await();
        assertThat(text(again.result().fileset())).isEqualTo("again\n");
    }

    @Test
    void whatVanishesOnceItWasAdoptedIsLostOrFails() throws Exception {
        crashWhileRunning("sleep 1000");
        Exec exec = recover(setup());
        awaitState(exec, ExecState.RUNNING);
        vanish(crashed(), ID);

        await(() -> exec.state().isFinal());
        assertThat(exec.state() == ExecState.LOST || exec.result().failure().isPresent())
                .isTrue();
        executor.put(ID, echo("again").build()).await();
    }

    @Test
    void whatIsAdoptedHoldsItsResources() throws Exception {
        Path go = shared().resolve("go");
        Resources all = setup().resources();
        crash(AdoptionProgram.Request.of(until(go)).withResources(all), AdoptionProgram.RUNNING);
        Exec exec = recover(setup());
        Exec next = put(echo("next").resources(Resources.of(1, 1)));

        assertThat(next.state()).isEqualTo(ExecState.PENDING);
        Files.createFile(go);
        exec.await();
        next.await();
        assertThat(text(next.result().fileset())).isEqualTo("next\n");
    }

    @Test
    void whatIsAdoptedCanBeCanceled() throws Exception {
        Path pid = shared().resolve("pid");
        crashWhileRunning("echo $$ > " + pid + "; sleep 1000");
        long process = awaitNumbers(pid).get(0);
        assertThat(isAlive(process)).isTrue();
        Exec exec = recover(setup());
        exec.cancel();

        assertFails(ErrorKind.CANCELED, exec::await);
        assertDead(process);
    }

    @Test
    void closingEndsWhatIsAdopted() throws Exception {
        Path pid = shared().resolve("pid");
        crashWhileRunning("echo $$ > " + pid + "; sleep 1000");
        long process = awaitNumbers(pid).get(0);
        recover(setup());
        executor.close();

        assertDead(process);
    }

    @Test
    void theTimeLimitCountsFromTheStart() throws Exception {
        Duration limit = Duration.ofSeconds(3);
        crash(AdoptionProgram.Request.of("sleep 1000").withTimeout(limit), AdoptionProgram.RUNNING);
        Instant over = Instant.now().plus(limit);
        await(() -> Instant.now().isAfter(over));
        Instant recovered = Instant.now();
        Exec exec = recover(setup());
        exec.await();

        assertThat(exec.result().failure().orElseThrow().kind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(exec.inspect().finished().orElseThrow()).isBefore(recovered.plus(limit));
    }
}
