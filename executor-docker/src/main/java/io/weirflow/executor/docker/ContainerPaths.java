package io.weirflow.executor.docker;

import io.weirflow.exec.staged.ExecFolder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the parts of an exec's folder are inside of its container. */
final class ContainerPaths {
    static final String COMMAND = "/weirflow/command";
    static final String STDOUT = "/weirflow/stdout";
    static final String STDERR = "/weirflow/stderr";
    static final String STATUS = "/weirflow/status";
    static final String TMP = "/tmp";
    static final String ARGS = "/arg";
    static final String OUTPUTS = "/return";

    private static final List<String> VISIBLE = List.of(TMP, ARGS, OUTPUTS);

    private ContainerPaths() {}

    /** Returns the file into which the supervisor writes how the command ended. */
    static Path status(ExecFolder folder) {
        return folder.root().resolve("status");
    }

    /** Returns the path inside of a path below an exec's folder. */
    static String inside(ExecFolder folder, Path path) {
        return "/" + folder.root().relativize(path);
    }

    /** Returns the path outside of an absolute path inside; empty if it is not in one of the exec's folders. */
    static Optional<Path> outside(ExecFolder folder, String inside) {
        try {
            Path path = Path.of(inside).normalize();
            boolean isVisible = VISIBLE.stream().anyMatch(path::startsWith);
            return isVisible ? Optional.of(folder.root().resolve(path.toString().substring(1))) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
