package io.weirflow.executor.docker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Processes in containers, as this machine sees them. */
final class ContainedProcesses {
    private ContainedProcesses() {}

    /** Tells whether there is a process that has a given number in its container and has not ended. */
    static boolean isAlive(long pid) {
        for (String name : Objects.requireNonNull(new File("/proc").list())) {
            if (Character.isDigit(name.charAt(0)) && is(Path.of("/proc", name, "status"), pid)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(Path status, long pid) {
        try {
            String text = Files.readString(status);
            String[] numbers = field(text, "NSpid:").split("\\s+", -1);
            return numbers.length > 1
                    && numbers[numbers.length - 1].equals(Long.toString(pid))
                    && !field(text, "State:").startsWith("Z");
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static String field(String status, String name) {
        int at = status.indexOf(name);
        return at < 0
                ? ""
                : status.substring(at + name.length(), status.indexOf('\n', at)).strip();
    }
}
