package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.journal.Journal;
import io.weirflow.journal.duroot.DuRoots;
import io.weirflow.store.loop.Signal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DuRootTest {
    @TempDir
    Path folder;

    private Path tree;

    @BeforeEach
    void writeTheTree() throws IOException {
        tree = folder.resolve("tree");
        write("a/b/one", 100_000);
        write("a/two", 10);
        write("with space/three", 10);
    }

    @Test
    void theTreeIsPrintedFromTheRootDown() throws IOException {
        assertThat(run()).matches("""
                (?s)worker with .*
                workflow \\S+ was begun
                 +[0-9,]+  %s
                 +[0-9,]+    a
                 +[0-9,]+      b
                 +[0-9,]+    with space
                """.formatted(tree.toRealPath()));
    }

    @Test
    void aDirectoryThatDoesNotExistIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(DuRoot.run(List.of(folder.resolve("missing").toString()), out, out))
                .isEqualTo(2);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("usage");
    }

    @Test
    void aProgramThatIsKilledWhileItMeasuresIsFollowedByOneThatFinishes() throws Exception {
        Path state = folder.resolve("state");
        Path programs = Files.createDirectory(folder.resolve("programs"));
        // A du that reports more than a batch and then hangs.
        Path du = Files.writeString(programs.resolve("du"), """
                #!/bin/sh
                [ "$1" = --version ] && { echo 'du (GNU coreutils) 9'; exit 0; }
                i=0; while [ $i -lt 150 ]; do printf '%d\\tdir%d\\0' $i $i; i=$((i+1)); done
                exec tail -f /dev/null
                """);
        Files.setPosixFilePermissions(du, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process child = child(programs, state);
        try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
            while (!reader.readLine().endsWith("was begun")) {}
            awaitUsages(state);
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly().onExit().join();
        }

        String text = run(state);
        assertThat(text).contains("was left unfinished", "has failed: du was interrupted", "was begun");
        assertThat(text.substring(text.indexOf("was begun"))).contains("with space");
        assertThat(run(state)).doesNotContain("unfinished");
    }

    /** Waits until the other program has appended its first batch. */
    private static void awaitUsages(Path state) {
        try (FileStateStore store = FileStateStore.open(state.resolve("state.db"))) {
            DuRoots workflows = DuRoots.of(Journal.of(store, "examples"), (registry, root) -> Optional.empty());
            Optional<Boolean> appended = new Signal()
                    .awaitFor(
                            Duration.ofSeconds(60),
                            Duration.ofMillis(50),
                            Ticker.systemTicker(),
                            () -> workflows.index("examples.local").state().active().keySet().stream()
                                    .filter(id -> workflows.find(id).state().usages() >= 100)
                                    .findAny()
                                    .map(id -> true));
            assertThat(appended).as("usages within a minute").isPresent();
        }
    }

    private Process child(Path programs, Path state) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName(),
                "DuRoot",
                tree.toString(),
                state.toString());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", programs + File.pathSeparator + environment.get("PATH"));
        return builder.redirectErrorStream(true).start();
    }

    private void write(String path, int bytes) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private String run(Object... arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(tree.toString()));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        assertThat(DuRoot.run(all, out, out)).isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
