package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.OutputSpec;
import io.weirflow.repository.MemoryRepository;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a program that runs execs, and looks at what it left. */
class ProcessCrashTest {
    private static final int KILLS = Integer.getInteger("weirflow.kills", 5);
    private static final int EXECS = 400;

    @TempDir
    Path folder;

    /** The program: runs execs, and tells of each that is complete. Its repository is gone with it, and so results are empty. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            try (Executor executor = open(Path.of(args[0]))) {
                for (int i = 0; i < EXECS; i++) {
                    Exec exec = executor.put(id(i), config(i));
                    exec.onComplete(() -> System.out.println("done " + exec.id().hex()));
                }
                executor.execs().forEach(Exec::await);
            }
        }
    }

    private static Executor open(Path folder) {
        return ProcessExecutor.builder(folder, MemoryRepository.create())
                .maxCommands(8)
                .open();
    }

    private static Digest id(int i) {
        return Digest.of("exec " + i);
    }

    /** Some are quick, and some never end and leave processes in other sessions. */
    private static ExecConfig config(int i) {
        String command = i % 100 == 50 ? "(setsid sleep 1000 &); sleep 1000 # %s" : "echo line " + i + "; : %s";
        return ExecConfig.exec(command)
                .args(List.of(new Arg.Output(0)))
                .outputs(List.of(new OutputSpec("d", true, false)))
                .build();
    }

    @Test
    void completeExecsSurviveAKillAndTheRestIsLostWithoutATrace() throws Exception {
        Random random = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            Path where = folder.resolve("kill" + kill);
            Set<String> told = killAfter(where, random.nextInt(300));
            try (Executor executor = open(where)) {
                String mark = Marker.NAME + "=" + prefix(where);
                assertThat(ProcessHandle.allProcesses()
                                .filter(ProcessCrashTest::isAlive)
                                .map(process -> environment(process.pid()))
                                .filter(environment -> environment.contains(mark)))
                        .isEmpty();
                check(executor, told);
            }
        }
    }

    private static void check(Executor executor, Set<String> told) {
        Set<String> found = new HashSet<>();
        for (Exec exec : executor.execs()) {
            if (exec.state() == ExecState.COMPLETE) {
                found.add(exec.id().hex());
                assertThat(exec.result().failure()).isEmpty();
            } else {
                assertThat(exec.state()).isEqualTo(ExecState.LOST);
            }
        }
        assertThat(found).containsAll(told);
        List<Exec> again = new ArrayList<>();
        for (int i = 0; i < EXECS; i++) {
            if (i % 100 != 50) {
                again.add(executor.put(id(i), config(i)));
            }
        }
        again.forEach(Exec::await);
        assertThat(again).allSatisfy(exec -> assertThat(exec.result().failure()).isEmpty());
    }

    private static Set<String> killAfter(Path where, int completions) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        where.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> told = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line.substring("done ".length()));
                if (told.size() == completions + 1) {
                    break;
                }
            }
            program.destroyForcibly().waitFor();
        }
        return told;
    }

    private static String prefix(Path where) throws IOException {
        return Digest.of(where.toRealPath().resolve("execs").toString()).hex().substring(0, 16);
    }

    private static boolean isAlive(ProcessHandle process) {
        return new ProcFiles(new File("/proc"))
                .stat(process.pid())
                .map(ProcStat::isAlive)
                .orElse(false);
    }

    private static String environment(long pid) {
        return new ProcFiles(new File("/proc")).text(pid + "/environ").orElse("");
    }
}
