package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ending of processes, in a folder made to look like that of a system; the processes of the test are no real ones. */
class ProcessEnderTest {
    /** No system gives an id as high as this: what is signalled does not exist. */
    private static final long PID = 1L << 30;

    private static final long EXITING = 4;

    @TempDir
    private Path proc;

    private final Queue<Runnable> looks = new ArrayDeque<>();

    @Test
    void whatIsStillEndingIsWaitedForThoughItIsNotFoundAnyMore() throws IOException {
        write('S', 0);
        looks.add(() -> write('R', EXITING));
        looks.add(() -> write('R', EXITING));
        looks.add(() -> write('Z', EXITING));
        ender().end(first(List.of(PID)), Duration.ZERO);

        assertThat(looks).isEmpty();
    }

    @Test
    void whatWasFoundBeforeIsWaitedFor() throws IOException {
        write('R', EXITING);
        looks.add(() -> {});
        looks.add(this::remove);
        ender().end(first(List.of()), List.of(PID), Duration.ZERO);

        assertThat(looks).isEmpty();
    }

    @Test
    void nothingIsWaitedForWhereNothingIs() {
        ender().end(first(List.of()), List.of(PID), Duration.ZERO);

        assertThat(looks).isEmpty();
    }

    private ProcessEnder ender() {
        File root = proc.toFile();
        return new ProcessEnder(Ticker.systemTicker(), new LinuxProcesses(new ProcFiles(root), Ticker.systemTicker()));
    }

    /** Finds something at the first look, and lets the processes change with each look. */
    private Supplier<List<Long>> first(List<Long> found) {
        Queue<List<Long>> finds = new ArrayDeque<>(List.of(found));
        return () -> {
            Runnable change = finds.isEmpty() ? looks.poll() : null;
            if (change != null) {
                change.run();
            }
            return finds.isEmpty() ? List.of() : finds.remove();
        };
    }

    private void write(char state, long flags) {
        try {
            Path folder = Files.createDirectories(proc.resolve(Long.toString(PID)));
            Files.writeString(
                    folder.resolve("stat"),
                    PID + " (a program) " + state + " 1 7 7 0 -1 " + flags + " 0 0 0 0 1 2 3 4 20 0 1 0 100 0 0");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void remove() {
        try {
            Files.delete(proc.resolve(Long.toString(PID)).resolve("stat"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
