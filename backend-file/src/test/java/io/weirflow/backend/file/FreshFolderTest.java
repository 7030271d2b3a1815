package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.Weirflow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that create the same state folder at the same moment. */
class FreshFolderTest {
    private static final int PROCESSES = 3;
    private static final int ROUNDS = 12;

    @TempDir
    Path temp;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void allOfThemCreateOneFolderAndWorkInIt() throws Exception {
        List<BufferedReader> outputs = new ArrayList<>();
        List<Writer> inputs = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            Process process = ChildJvm.start(ChildJvm.command(FreshFolderProgram.class));
            processes.add(process);
            outputs.add(ChildJvm.reader(process));
            inputs.add(process.outputWriter(StandardCharsets.UTF_8));
        }
        for (BufferedReader output : outputs) {
            assertThat(line(output)).isEqualTo("ready");
        }
        for (int round = 0; round < ROUNDS; round++) {
            Path folder = temp.resolve("fresh" + round);
            for (Writer input : inputs) {
                input.write(folder + "\n");
            }
            for (Writer input : inputs) {
                input.flush();
            }
            for (BufferedReader output : outputs) {
                assertThat(line(output)).as("round " + round).isEqualTo("hello");
            }
            assertThat(Files.readString(folder.resolve(FolderFormat.NAME))).isEqualTo("weirflow folder, version 1\n");
            try (Weirflow again = FileBackend.open(folder)) {
                assertThat(again).isNotNull();
            }
        }
    }

    /** The class path of the tests may hold slf4j without a provider, which then says so. */
    private static String line(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (line != null && line.startsWith("SLF4J")) {
            line = output.readLine();
        }
        return String.valueOf(line);
    }
}
