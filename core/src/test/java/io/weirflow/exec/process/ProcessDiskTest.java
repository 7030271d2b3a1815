package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or cannot be written to. */
class ProcessDiskTest {
    @TempDir
    Path folder;

    /** Fills the disk, makes room again, and tells what it found. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            try (Executor executor = ProcessExecutor.builder(Path.of(args[0]), MemoryRepository.create())
                    .open()) {
                tell("before", executor, "echo x > $out");
                Exec full = tell("full", executor, "cat /dev/zero > $out");
                tell("still full", executor, "echo x > $out");
                executor.remove(full.id());
                tell("after", executor, "echo x > $out");
            } catch (WeirflowException e) {
                System.out.println("refused " + e.kind() + " " + e.getMessage());
            }
        }

        private static Exec tell(String when, Executor executor, String command) {
            Exec exec = executor.put(
                    Digest.of(when), ExecConfig.exec(command).ident(when).build());
            try {
                exec.await();
                System.out.println(when + ": " + exec.result().failure());
            } catch (WeirflowException e) {
                System.out.println(when + ": lost " + e.kind() + " " + e.getMessage());
            }
            return exec;
        }
    }

    private static List<String> program(Path where) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                where.toString());
    }

    private static List<String> run(List<String> prefix, List<String> command) throws IOException {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void aDiskThatIsFullIsAClearErrorAndWorksAgainWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        // A mount namespace of its own, in which also an ordinary user may mount.
        String script = "mount -t tmpfs -o size=1m none '" + disk + "' && \"$@\"";
        List<String> lines =
                run(List.of("unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh"), program(disk));

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("before: Optional.empty");
        assertThat(lines.get(1)).contains("RESOURCES_EXHAUSTED", "is full");
        assertThat(lines.get(2)).contains("RESOURCES_EXHAUSTED", "is full");
        assertThat(lines.get(3)).isEqualTo("after: Optional.empty");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsRefused() throws Exception {
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        assertThat(readOnly.toFile().setWritable(false, false)).isTrue();
        // Root is bound by permissions only without its capabilities.
        List<String> bound = System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all")
                : List.of();

        assertThat(run(bound, program(readOnly.resolve("executor"))))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("refused NOT_ALLOWED")
                        .contains("cannot be written to", readOnly.toString()));
    }

    private Executor open(boolean isDiskLimited) {
        return ProcessExecutor.builder(folder.resolve("x"), MemoryRepository.create())
                .resources(Resources.NONE.with(Resources.DISK, 1e9))
                .limitDisk(isDiskLimited)
                .open();
    }

    private static Exec run(Executor executor, ExecConfig config) {
        Exec exec = executor.put(Digest.of(config.command()), config);
        exec.await();
        return exec;
    }

    @Test
    void aCommandThatWritesMoreThanTheDiskItReservesIsEndedIfThatIsWanted() {
        Resources disk = Resources.NONE.with(Resources.DISK, 300_000);
        ExecConfig much = ExecConfig.exec(
                        "head -c 200000 /dev/zero > $tmp/x; head -c 200000 /dev/zero > $out; sleep 1000")
                .resources(disk)
                .build();
        ExecConfig quick = ExecConfig.exec("head -c 400000 /dev/zero > $out")
                .resources(disk)
                .build();
        ExecConfig enough = ExecConfig.exec("head -c 300000 /dev/zero > $out")
                .resources(disk)
                .build();
        try (Executor executor = open(true)) {
            for (ExecConfig config : List.of(much, quick)) {
                Failure failure = run(executor, config).result().failure().orElseThrow();
                assertThat(failure.kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED);
                assertThat(failure.message()).contains("300000 bytes of disk");
            }
            assertThat(run(executor, enough).result().failure()).isEmpty();
        }
        try (Executor executor = open(false)) {
            executor.remove(Digest.of(quick.command()));
            assertThat(run(executor, quick).result().failure()).isEmpty();
        }
    }
}
