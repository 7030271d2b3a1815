package io.weirflow.executor.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells this machine from others that share its engine. */
final class Host {
    /** The machine's id and name; a path means something only together with it. */
    static final String ID = read("/etc/machine-id") + "/" + read("/proc/sys/kernel/hostname");

    /** What tells apart the views of the file system that programs of this machine have: those in containers have their own. */
    static final String MOUNTS = target("/proc/self/ns/mnt");

    private Host() {}

    private static String target(String link) {
        try {
            return Files.readSymbolicLink(Path.of(link)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
