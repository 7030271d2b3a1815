package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static io.weirflow.testkit.StorageAssertions.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link io.weirflow.exec.Executor}, also of those that run nothing: of commands it needs only {@code echo
 * WORD > $out} and {@code exit CODE}. Extend it and open the implementation; those that run commands extend
 * {@link CommandExecutorContract}.
 */
public abstract class ExecutorContract extends ExecutorHarness {
    @Test
    void whatACommandWroteIsItsResult() {
        Fileset result = success(echo("hello"));

        assertThat(text(result)).isEqualTo("hello\n");
        assertThat(result).isEqualTo(file("hello\n"));
    }

    @Test
    void aFailedCommandIsAResultNotAnException() {
        failure(ErrorKind.EXEC, exit(3));
    }

    @Test
    void anExecThatSucceededIsNotRunAgain() {
        Digest id = newId();
        Exec first = executor.put(id, echo("first").build());
        first.await();
        Exec second = executor.put(id, echo("second").build());
        second.await();

        assertThat(text(second.result().fileset())).isEqualTo("first\n");
        assertThat(second.id()).isEqualTo(id);
    }

    @Test
    void anExecThatFailedIsReplaced() {
        Digest id = newId();
        executor.put(id, exit(1).build()).await();
        Exec second = executor.put(id, echo("second").build());
        second.await();

        assertThat(text(second.result().fileset())).isEqualTo("second\n");
        assertThat(executor.get(id))
                .hasValueSatisfying(exec -> assertThat(exec.result().failure()).isEmpty());
    }

    @Test
    void putsOfOneIdAtTheSameTimeGiveOneExec() throws Exception {
        Digest id = newId();
        Set<String> results = ConcurrentHashMap.newKeySet();
        List<java.util.concurrent.Callable<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String word = "word" + i;
            all.add(() -> {
                Exec exec = executor.put(id, echo(word).build());
                exec.await();
                return results.add(text(exec.result().fileset()));
            });
        }
        together(all);

        assertThat(results).hasSize(1);
        assertThat(executor.execs()).hasSize(1);
    }

    @Test
    void execsAreFoundByIdUntilTheyAreRemoved() {
        Exec one = run(echo("one"));
        Exec two = run(exit(2));

        assertThat(executor.execs()).extracting(Exec::id).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(executor.get(one.id())).map(Exec::result).contains(one.result());
        assertThat(executor.get(newId())).isEmpty();

        executor.remove(one.id());
        executor.remove(one.id());
        executor.remove(newId());

        assertThat(executor.get(one.id())).isEmpty();
        assertThat(executor.execs()).extracting(Exec::id).containsExactly(two.id());
    }

    @Test
    void aRemovedExecIsRunAgainWhenItIsPutAgain() {
        Digest id = newId();
        executor.put(id, echo("first").build()).await();
        executor.remove(id);
        Exec second = executor.put(id, echo("second").build());
        second.await();

        assertThat(text(second.result().fileset())).isEqualTo("second\n");
    }

    @Test
    void anActionRunsOnceWhenAnExecIsFinal() throws Exception {
        CountDownLatch before = new CountDownLatch(1);
        Exec exec = put(echo("x"));
        exec.onComplete(before::countDown);
        before.await();
        assertThat(exec.state().isFinal()).isTrue();
        int[] calls = {0};
        exec.onComplete(() -> calls[0]++);

        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void anActionThatFailsHurtsNobody() {
        Exec exec = put(echo("x"));
        exec.onComplete(() -> {
            IllegalStateException failure = new IllegalStateException("this action fails on purpose");
            failure.setStackTrace(new StackTraceElement[0]);
            throw failure;
        });
        exec.await();

        assertThat(exec.result().failure()).isEmpty();
    }

    @Test
    void inspectionTellsWhatWasAskedForAndHowItWent() {
        ExecConfig.Builder config =
                exit(1).ident("my exec").secretEnv(Map.of("TOKEN", "s3cr3t")).env(Map.of("A", "b"));
        Exec exec = run(config);

        assertThat(exec.inspect().state()).isEqualTo(ExecState.COMPLETE);
        assertThat(exec.inspect().config().ident()).isEqualTo("my exec");
        assertThat(exec.inspect().config().command()).isEqualTo("exit 1");
        assertThat(exec.inspect().failure()).isEqualTo(exec.result().failure());
        assertThat(exec.inspect().toString() + exec.inspect().config().secretEnv())
                .doesNotContain("s3cr3t");
    }

    @Test
    void theUriOfAnExecIsBelowThatOfItsExecutor() {
        Exec exec = run(echo("x"));

        assertThat(exec.uri().toString())
                .isEqualTo(executor.uri() + "/" + exec.id().hex());
    }

    @Test
    void theEnvironmentIsStable() {
        assertThat(executor.environment("")).isNotEmpty().isEqualTo(executor.environment(""));
    }

    @Test
    void whoAsksForMoreThanThereIsInAllIsRefused() throws Exception {
        reopen(setup().withResources(Resources.of(2, 1000)));

        assertFails(ErrorKind.RESOURCES_EXHAUSTED, () -> put(echo("x").resources(Resources.of(1, 1001))));
        assertFails(ErrorKind.RESOURCES_EXHAUSTED, () -> put(echo("x").resources(Resources.NONE.with("gpu", 1))));
        assertThat(executor.execs()).isEmpty();
        success(echo("x").resources(Resources.of(2, 1000)));
    }

    @Test
    void manyExecsAtOnceAllEnd() {
        List<Exec> execs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            execs.add(put(i % 10 == 0 ? exit(1) : echo("w" + i)));
        }
        for (int i = 0; i < execs.size(); i++) {
            execs.get(i).await();
            if (i % 10 == 0) {
                assertThat(execs.get(i).result().failure()).isPresent();
            } else {
                assertThat(text(execs.get(i).result().fileset())).isEqualTo("w" + i + "\n");
            }
        }
    }

    @Test
    void filesAreLoadedFromAnotherRepository() {
        MemoryRepository other = MemoryRepository.create();
        byte[] content = "elsewhere".getBytes(StandardCharsets.UTF_8);
        Fileset files =
                Fileset.list(List.of(Fileset.of(File.resolved(other.put(content), content.length)), file("here")));

        Fileset loaded = executor.load(other, files);

        assertThat(loaded).isEqualTo(files);
        assertThat(text(loaded.elements().get(0))).isEqualTo("elsewhere");
        executor.verify(loaded);
        executor.unload(loaded);
    }

    @Test
    void filesThatAreNowhereCannotBeLoaded() {
        Fileset missing = Fileset.of(File.resolved(Digest.of("nowhere"), 7));

        assertFails(ErrorKind.NOT_EXIST, () -> executor.load(MemoryRepository.create(), missing));
        assertFails(ErrorKind.NOT_EXIST, () -> executor.load(repository, missing));
        assertFails(ErrorKind.PRECONDITION, () -> executor.unload(missing));
    }

    @Test
    void verificationFindsMissingAndDamagedFiles() {
        Fileset good = file("good");
        File damaged = stored("damaged");
        repository.damage(damaged.id(), "wrong".getBytes(StandardCharsets.UTF_8));
        Fileset missing = Fileset.of(File.resolved(Digest.of("nowhere"), 7));

        executor.verify(good);
        assertFails(ErrorKind.INTEGRITY, () -> executor.verify(Fileset.list(List.of(good, Fileset.of(damaged)))));
        assertFails(ErrorKind.NOT_EXIST, () -> executor.verify(Fileset.list(List.of(good, missing))));
    }

    @Test
    void noMoreIsUnloadedThanWasLoaded() {
        Fileset files = directory("a", "same", "b", "same", "c", "other");
        executor.load(repository, files);
        executor.load(repository, files);
        executor.unload(files);
        executor.unload(files);

        assertFails(ErrorKind.PRECONDITION, () -> executor.unload(files));
        executor.load(repository, files);
        executor.unload(files);
    }

    @Test
    void aRefusedUnloadGivesNothingBack() {
        Fileset loaded = file("loaded");
        executor.load(repository, loaded);

        assertFails(ErrorKind.PRECONDITION, () -> executor.unload(Fileset.list(List.of(loaded, file("not loaded")))));
        executor.unload(loaded);
    }

    @Test
    void aResultIsPromotedOnce() {
        Exec exec = run(echo("x"));
        exec.promote();
        exec.promote();
        executor.unload(exec.result().fileset());

        assertFails(ErrorKind.PRECONDITION, () -> executor.unload(exec.result().fileset()));
    }

    @Test
    void aClosedExecutorTakesNoMoreAndMayBeClosedAgain() {
        Exec exec = run(echo("x"));
        executor.close();
        executor.close();

        assertFails(ErrorKind.UNAVAILABLE, () -> put(echo("y")));
        assertThat(text(exec.result().fileset())).isEqualTo("x\n");
    }
}
