package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds blobs in a repository in a directory of this machine, which is named by a {@code file} URI and has the tree of Reflow's
 * file repository: {@code <root>/<2 hexadecimal digits>/<62 digits>}.
 */
final class LocalObjects {
    private LocalObjects() {}

    /** Returns the file of a blob, which need not exist; empty if the URI names no directory of this machine. */
    static Optional<Path> file(URI repository, Digest digest) {
        String host = repository.getHost();
        boolean local = "file".equalsIgnoreCase(repository.getScheme()) && (host == null || host.isEmpty());
        if (!local || repository.getPath() == null) {
            return Optional.empty();
        }
        String hex = digest.hex();
        return Optional.of(
                Path.of(repository.getPath()).resolve(hex.substring(0, 2)).resolve(hex.substring(2)));
    }
}
