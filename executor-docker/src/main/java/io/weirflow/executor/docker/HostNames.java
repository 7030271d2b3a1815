package io.weirflow.executor.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file by which containers without a network know their own host by name. The engine writes one only for containers whose network
 * it makes, and many images have none.
 */
final class HostNames {
    private static final String TEXT = """
            127.0.0.1\tlocalhost weirflow
            ::1\tlocalhost ip6-localhost ip6-loopback
            """;

    private HostNames() {}

    /** Returns the file of an executor's folder, which {@link #write} makes. */
    static Path file(Path folder) {
        return folder.resolve("hosts");
    }

    /** Writes the file of an executor's folder, unless it is there: containers that were adopted have it mounted. */
    static void write(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file) || !Files.readString(file).equals(TEXT)) {
            Files.writeString(file, TEXT, StandardCharsets.UTF_8);
        }
    }
}
