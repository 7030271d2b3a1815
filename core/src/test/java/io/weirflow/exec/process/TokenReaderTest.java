package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of processes, in a folder made to look like that of a system. */
class TokenReaderTest {
    private static final String TOKEN = "0123456789abcdef/exec";
    private static final String MARKED = "PATH=/bin\0" + Marker.NAME + "=" + TOKEN + "\0HOME=/\0";

    @TempDir
    private Path proc;

    private ProcFiles files;
    private int pauses;

    @BeforeEach
    void setUp() {
        files = new ProcFiles(proc.toFile());
    }

    @Test
    void aProcessCarriesItsWholeTokenAndItsPrefix() throws IOException {
        ProcStat stat = process("S", 0, "sleep\0", MARKED);
        TokenReader reader = new TokenReader(files, () -> pauses++);

        assertThat(reader.carries(stat, TOKEN)).isTrue();
        assertThat(reader.carries(stat, "0123456789abcdef/exe")).isFalse();
        assertThat(reader.carries(stat, "123456789abcdef/exec")).isFalse();
        assertThat(reader.carriesPrefix(stat, "0123456789abcdef/")).isTrue();
        assertThat(reader.carriesPrefix(stat, "0123456789abcdee/")).isFalse();
        assertThat(pauses).isZero();
    }

    @Test
    void aProcessBetweenTwoProgramsIsLookedAtAgain() throws IOException {
        ProcStat stat = process("R", 0, "", "");
        TokenReader reader = new TokenReader(files, () -> {
            if (++pauses == 3) {
                write("cmdline", "sleep\0");
                write("environ", MARKED);
            }
        });

        assertThat(reader.carries(stat, TOKEN)).isTrue();
        assertThat(pauses).isEqualTo(3);
    }

    @Test
    void aProcessThatEndsIsNotWaitedFor() throws IOException {
        ProcStat stat = process("R", 0, "", "");
        TokenReader reader = new TokenReader(files, () -> {
            pauses++;
            write("stat", line("Z", 0));
        });

        assertThat(reader.carries(stat, TOKEN)).isFalse();
        assertThat(pauses).isEqualTo(1);
    }

    @Test
    void whatNeverHasAnEnvironmentIsNotWaitedFor() throws IOException {
        TokenReader reader = new TokenReader(files, () -> pauses++);

        assertThat(reader.carries(process("S", 0x0020_0000 | 0x40, "", ""), TOKEN))
                .as("a thread of the kernel")
                .isFalse();
        assertThat(reader.carries(process("S", 0x40, "sleep\0", ""), TOKEN))
                .as("a program that was started with an empty environment")
                .isFalse();
        assertThat(pauses).isZero();
    }

    @Test
    void aProcessThatNeverShowsItsEnvironmentIsGivenUp() throws IOException {
        ProcStat stat = process("D", 0, "", "");

        assertThat(new TokenReader(files, () -> pauses++).carries(stat, TOKEN)).isFalse();
        assertThat(pauses).isEqualTo(100);
    }

    private ProcStat process(String state, long flags, String commandLine, String environment) throws IOException {
        Files.createDirectories(proc.resolve("7"));
        write("stat", line(state, flags));
        write("cmdline", commandLine);
        write("environ", environment);
        return files.stat(7).orElseThrow();
    }

    private static String line(String state, long flags) {
        return "7 (a program) " + state + " 1 7 7 0 -1 " + flags + " 0 0 0 0 1 2 3 4 20 0 1 0 100 0 0";
    }

    private void write(String name, String content) {
        try {
            Files.writeString(proc.resolve("7").resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
