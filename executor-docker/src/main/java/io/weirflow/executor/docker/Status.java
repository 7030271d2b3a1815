package io.weirflow.executor.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the {@link Supervisor} wrote into its status file when the command had ended.
 *
 * @param cpuTime what the command's processes used
 * @param outOfMemoryKills how many of them the kernel killed for want of memory
 */
record Status(Optional<Duration> cpuTime, long outOfMemoryKills) {
    private static final int MOST_BYTES = 1024;

    /** Creates a status file of one block, so that a disk that fills up later cannot keep the supervisor from writing it. */
    static void prepare(Path file) throws IOException {
        Files.writeString(file, "\n".repeat(MOST_BYTES / 4));
    }

    /** Returns what a status file says; empty if the supervisor did not come to write it, since it was ended itself. */
    static Optional<Status> read(Path file) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return text.startsWith("ended ") ? Optional.of(parse(text)) : Optional.empty();
    }

    private static Status parse(String text) {
        Optional<Duration> cpuTime = Optional.empty();
        long kills = 0;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("cpu") && words.length == 3) {
                long begin = number(words[1]);
                long end = number(words[2]);
                cpuTime = end == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, end - begin)));
            } else if (words[0].equals("oom") && words.length == 2) {
                kills = number(words[1]);
            }
        }
        return new Status(cpuTime, kills);
    }

    /** The command could have written the file as well: nonsense counts nothing. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
