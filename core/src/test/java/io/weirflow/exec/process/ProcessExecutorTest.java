package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Profile;
import io.weirflow.repository.MemoryRepository;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessExecutorTest {
    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();

    private ProcessExecutor.Builder builder() {
        return ProcessExecutor.builder(folder.resolve("x"), repository);
    }

    private String output(Executor executor, String command) {
        Exec exec = executor.put(Digest.of(command), ExecConfig.exec(command).build());
        exec.await();
        assertThat(exec.result().failure()).isEmpty();
        return new String(repository.read(exec.result().fileset().file().id()), StandardCharsets.UTF_8);
    }

    private static void assertFails(ErrorKind kind, Runnable call) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(call::run)
                .matches(e -> e.is(kind), "is of kind " + kind);
    }

    @Test
    void anImageIsRefusedUnlessImagesAreIgnored() {
        try (Executor executor = builder().open()) {
            assertFails(ErrorKind.NOT_SUPPORTED, () -> executor.environment("ubuntu"));
            assertFails(
                    ErrorKind.NOT_SUPPORTED,
                    () -> executor.put(
                            Digest.of("x"),
                            ExecConfig.exec("true").image("ubuntu").build()));
        }
        try (Executor executor = builder().ignoreImages(true).open()) {
            assertThat(executor.environment("ubuntu")).isEqualTo(executor.environment(""));
            executor.put(Digest.of("x"), ExecConfig.exec("true").image("ubuntu").build())
                    .await();
        }
    }

    @Test
    void whatLocalProcessesAreNotGivenIsRefused() {
        try (Executor executor = builder().open()) {
            assertFails(
                    ErrorKind.NOT_SUPPORTED,
                    () -> executor.put(
                            Digest.of("x"),
                            ExecConfig.exec("true").needsDockerAccess(true).build()));
            assertFails(
                    ErrorKind.NOT_SUPPORTED,
                    () -> executor.put(
                            Digest.of("x"),
                            ExecConfig.exec("true").needsAwsCredentials(true).build()));
        }
    }

    @Test
    void theEnvironmentNamesTheHostAndItsDeclaredIdentity() {
        try (Executor executor = builder().hostIdentity("debian-12.4").open()) {
            assertThat(executor.environment(""))
                    .isEqualTo("host:" + System.getProperty("os.name") + "/" + System.getProperty("os.arch")
                            + ":debian-12.4");
        }
    }

    @Test
    void ofOurEnvironmentACommandGetsThePathAlone() {
        try (Executor executor = builder().open()) {
            assertThat(output(executor, "env | sed 's/=.*//' | sort | tr '\\n' ' ' > $out"))
                    .isEqualTo("HOME OLDPWD PATH PWD SHLVL TMPDIR WEIRFLOW_EXEC _ out tmp ");
        }
    }

    @Test
    void aFolderWhosePathHasSpacesAndQuotesWorks() {
        try (Executor executor = ProcessExecutor.builder(folder.resolve("it's my $folder"), repository)
                .open()) {
            assertThat(output(executor, "echo x > \"$out\"")).isEqualTo("x\n");
        }
    }

    @Test
    void aMachineWithoutAnyShellIsRefused() {
        Shells none = new Shells("/nowhere", Optional.empty(), Optional.empty(), Optional.empty());

        assertFails(ErrorKind.NOT_SUPPORTED, () -> builder().shells(none).open());
    }

    @Test
    void commandsRunWhereTheSystemTellsNothingAboutProcesses() throws Exception {
        Path pid = folder.resolve("pid");
        try (Executor executor =
                builder().procFolder(folder.resolve("no proc").toFile()).open()) {
            assertThat(output(executor, "echo x > $out")).isEqualTo("x\n");
            Exec exec = executor.put(
                    Digest.of("cancel"),
                    ExecConfig.exec("sleep 1000 & echo $! > " + pid + "; wait").build());
            while (!Files.exists(pid) || !Files.readString(pid).endsWith("\n")) {
                LockSupport.parkNanos(1_000_000);
            }
            exec.cancel();
            assertFails(ErrorKind.CANCELED, exec::await);
        }
        assertDead(Long.parseLong(Files.readString(pid).strip()));
    }

    private static void assertDead(long pid) {
        assertThat(new ProcFiles(new File("/proc")).stat(pid).filter(ProcStat::isAlive))
                .isEmpty();
    }

    @Test
    void theCpuTimeOfAShortCommandIsExact() {
        try (Executor executor = builder().open()) {
            Exec exec = executor.put(
                    Digest.of("x"),
                    ExecConfig.exec("sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'")
                            .build());
            exec.await();
            assertThat(exec.inspect().profile().stats().get(Profile.CPU_TIME).max())
                    .isGreaterThan(0.005);
        }
    }

    @Test
    void executionGoesOnWhenTheSpawnerDies() throws Exception {
        try (Executor executor = builder().open()) {
            output(executor, "echo x > $out");
            Exec running = executor.put(
                    Digest.of("running"),
                    ExecConfig.exec("echo $PPID; sleep 1000").build());
            long wrapper = firstNumber(running);
            long spawner =
                    new ProcFiles(new File("/proc")).stat(wrapper).orElseThrow().parent();
            ProcessHandle.of(spawner).orElseThrow().destroyForcibly();
            ProcessHandle.of(wrapper).orElseThrow().destroyForcibly();

            assertFails(ErrorKind.UNAVAILABLE, running::await);
            assertThat(output(executor, "echo again > $out")).isEqualTo("again\n");
        }
    }

    private static long firstNumber(Exec exec) throws Exception {
        try (var log = new java.io.BufferedReader(new java.io.InputStreamReader(
                exec.logs(io.weirflow.exec.LogStream.STDOUT, true), StandardCharsets.UTF_8))) {
            return Long.parseLong(log.readLine());
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws Exception {
        Files.writeString(folder.resolve("x"), "a file");

        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> builder().open())
                .withMessageContaining(folder.resolve("x").toString());
    }

    @Test
    void foldersThatAreNoExecsAreLeftAlone() throws Exception {
        Files.createDirectories(folder.resolve("x/execs/not an exec"));
        Files.createDirectories(
                folder.resolve("x/execs/" + Digest.of("no manifest").hex()));
        try (Executor executor = builder().open()) {
            assertThat(executor.execs()).isEmpty();
        }
        assertThat(folder.resolve("x/execs/not an exec")).exists();
    }

    @Test
    void variablesThatBashTreatsSpeciallyAreSet() {
        try (Executor executor = builder().open()) {
            Exec exec = executor.put(
                    Digest.of("x"),
                    ExecConfig.exec("env | grep -E '^(TIMEFORMAT|dotted[.]name)=' | sort > $out")
                            .env(Map.of("TIMEFORMAT", "t", "dotted.name", "n"))
                            .build());
            exec.await();
            assertThat(repository.read(exec.result().fileset().file().id()))
                    .asString()
                    .isEqualTo("TIMEFORMAT=t\ndotted.name=n\n");
        }
    }
}
