package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.LogStream;
import io.weirflow.repository.MemoryRepository;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong outside of a command, and what becomes of it. */
@ExtendWith(TestEngine.class)
class DockerFaultTest {
    private static final Digest ID = Digest.of("exec");

    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();

    private static void assertLost(Exec exec, ErrorKind kind, String text) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(exec::await)
                .matches(e -> e.is(kind), "is of kind " + kind)
                .withMessageContaining(text);
        assertThat(exec.state()).isEqualTo(ExecState.LOST);
    }

    private Exec start(Executor executor, String command) throws IOException {
        Exec exec = executor.put(ID, ExecConfig.exec("echo ready; " + command).build());
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(exec.logs(LogStream.STDOUT, true), StandardCharsets.UTF_8))) {
            assertThat(log.readLine()).isEqualTo("ready");
        }
        return exec;
    }

    private void assertWorks(Executor executor) {
        Exec exec = executor.put(ID, ExecConfig.exec("echo works > $out").build());
        exec.await();
        assertThat(repository.read(exec.result().fileset().file().id()))
                .asString()
                .isEqualTo("works\n");
    }

    private String container() throws IOException {
        return "weirflow-" + Labels.executor(folder.resolve("x").toRealPath()) + "-" + ID.hex();
    }

    private DockerExecutor.Builder builder() {
        return TestEngine.executor(folder.resolve("x"), repository);
    }

    @Test
    void aContainerThatIsRemovedBehindOurBackLosesItsExec() throws Exception {
        try (Executor executor = builder().open()) {
            Exec exec = start(executor, "sleep 1000");
            TestEngine.client().removeContainerCmd(container()).withForce(true).exec();

            assertLost(exec, ErrorKind.UNAVAILABLE, "from outside");
            assertWorks(executor);
        }
    }

    @Test
    void aContainerThatIsKilledBehindOurBackLosesItsExec() throws Exception {
        try (Executor executor = builder().open()) {
            Exec exec = start(executor, "sleep 1000");
            TestEngine.client().killContainerCmd(container()).exec();

            assertLost(exec, ErrorKind.UNAVAILABLE, "ended from outside (exit code 137)");
            assertWorks(executor);
        }
    }

    @Test
    void aCanceledExecLeavesNoContainerAndNeitherDoesOneThatIsRemovedOrFails() throws Exception {
        try (Executor executor = builder().grace(Duration.ofMillis(100)).open()) {
            Exec canceled = start(executor, "trap '' TERM; sleep 1000");
            assertThat(TestEngine.containers()).hasSize(1);
            canceled.cancel();
            assertLost(canceled, ErrorKind.CANCELED, "canceled");
            assertThat(TestEngine.containers()).isEmpty();

            start(executor, "sleep 1001");
            executor.remove(ID);
            assertThat(TestEngine.containers()).isEmpty();

            Exec failed = executor.put(ID, ExecConfig.exec("exit 1").build());
            failed.await();
        }
        assertThat(TestEngine.containers()).isEmpty();
    }

    @Test
    void muchLogIsKeptAndFollowedWhole() throws Exception {
        int megabytes = 60;
        String writing = "i=0; while [ $i -lt " + megabytes + " ]; do head -c 1048576 /dev/zero; i=$((i+1)); done";
        try (Executor executor = builder().logLimitBytes(100L << 20).open()) {
            Exec exec =
                    executor.put(ID, ExecConfig.exec(writing + "; echo end >&2").build());
            long followed = 0;
            try (InputStream log = exec.logs(LogStream.STDOUT, true)) {
                byte[] buffer = new byte[1 << 16];
                for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
                    followed += count;
                }
            }
            exec.await();

            assertThat(followed).isEqualTo((long) megabytes << 20);
            assertThat(exec.logs(LogStream.STDERR, false)).hasContent("end\n");
        }
    }

    @Test
    void aFullDiskIsAClearErrorAndWorksAgainWhenThereIsRoom() throws Exception {
        TestEngine.assumePrivateEngine();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        sh("mount -t tmpfs -o size=1m none " + disk);
        try (Executor executor =
                TestEngine.executor(disk.resolve("x"), repository).open()) {
            Exec full = executor.put(
                    Digest.of("full"), ExecConfig.exec("cat /dev/zero > $out").build());
            assertLost(full, ErrorKind.RESOURCES_EXHAUSTED, "is full");
            executor.remove(full.id());

            assertWorks(executor);
        } finally {
            sh("umount -l " + disk);
        }
    }

    private static void sh(String command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor())
                .as(command)
                .isZero();
    }

    @Test
    void anEngineThatIsNotThereIsAClearError() {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> builder()
                        .engine("unix://" + folder.resolve("nowhere.sock"))
                        .open())
                .matches(e -> e.is(ErrorKind.UNAVAILABLE))
                .withMessageContaining("nowhere.sock does not answer")
                .withMessageContaining("DOCKER_HOST");
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> builder().engine("gopher://x").open())
                .matches(e -> e.is(ErrorKind.INVALID));
    }

    @Test
    void anEngineMayBeStoppedAndStartedInTheMiddleOfAnExec() throws Exception {
        TestEngine.assumePrivateEngine();
        try (PrivateEngine engine = new PrivateEngine("--bridge=none", "--iptables=false").start()) {
            TestImages.makeBusybox(engine.host());
            DockerExecutor.Builder builder = builder().engine(engine.host()).patience(Duration.ofSeconds(30));
            try (Executor executor = builder.open()) {
                Exec exec = start(executor, "sleep 1000");
                engine.stop();
                engine.start();

                assertLost(exec, ErrorKind.UNAVAILABLE, "ended from outside");
                assertWorks(executor);
            }
            try (Executor executor = builder.patience(Duration.ofSeconds(1)).open()) {
                executor.remove(ID);
                Exec running = start(executor, "sleep 1000");
                engine.stop();

                assertLost(running, ErrorKind.UNAVAILABLE, "");
                Exec next =
                        executor.put(Digest.of("next"), ExecConfig.exec("true").build());
                assertLost(next, ErrorKind.UNAVAILABLE, "does not answer");
                engine.start();
                assertWorks(executor);
            }
        }
    }

    @Test
    void aCommandOutlivesAnEngineThatLetsIt() throws Exception {
        TestEngine.assumePrivateEngine();
        Path shared = Files.createDirectory(folder.resolve("shared"));
        try (PrivateEngine engine = new PrivateEngine("--live-restore", "--bridge=none", "--iptables=false").start()) {
            TestImages.makeBusybox(engine.host());
            try (Executor executor = builder()
                    .engine(engine.host())
                    .mountReadOnly(shared, "/shared")
                    .patience(Duration.ofSeconds(30))
                    .open()) {
                Exec exec = start(executor, "until [ -e /shared/go ]; do sleep 0.05; done; echo result > $out");
                engine.stop();
                engine.start();
                Files.createFile(shared.resolve("go"));
                exec.await();

                assertThat(repository.read(exec.result().fileset().file().id()))
                        .asString()
                        .isEqualTo("result\n");
            }
        }
    }
}
