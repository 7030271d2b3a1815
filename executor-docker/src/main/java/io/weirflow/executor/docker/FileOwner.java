package io.weirflow.executor.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** To whom files belong, by number, where the file system tells. */
final class FileOwner {
    private FileOwner() {}

    /** Returns a file's user and group, {@code uid:gid}. */
    static Optional<String> userAndGroup(Path file) {
        return number(file, "unix:uid").flatMap(user -> group(file).map(group -> user + ":" + group));
    }

    /** Returns a file's group. */
    static Optional<String> group(Path file) {
        return number(file, "unix:gid");
    }

    private static Optional<String> number(Path file, String attribute) {
        try {
            return Optional.of(Files.getAttribute(file, attribute).toString());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
