package io.weirflow.backend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells one run of the machine from the next: data that was not flushed survives within one only. */
final class BootId {
    private static final int DIGITS = 8;
    private static final String CURRENT = read(Path.of("/proc/sys/kernel/random/boot_id"));

    private BootId() {}

    /** Returns eight digits, the same until the machine is started again; {@code unknown} where the system has none. */
    static String current() {
        return CURRENT;
    }

    private static String read(Path source) {
        try {
            return Files.readString(source).substring(0, DIGITS);
        } catch (IOException | IndexOutOfBoundsException e) {
            return "unknown";
        }
    }
}
