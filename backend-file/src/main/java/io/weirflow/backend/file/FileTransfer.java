package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Takes blobs over from one repository in a directory to another. */
final class FileTransfer {
    private FileTransfer() {}

    /** Returns the URI of a repository, {@code file:///…/}, percent-encoded as URIs are. */
    static URI uri(Path root) {
        try {
            return new URI("file", "", root + "/", null);
        } catch (URISyntaxException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "uri", root);
        }
    }

    /** Returns the directory that a URI names, if it is one of this machine. */
    static Optional<Path> root(URI uri) {
        String host = uri.getHost();
        boolean local = "file".equalsIgnoreCase(uri.getScheme()) && (host == null || host.isEmpty());
        return local && uri.getPath() != null
                ? Optional.of(Path.of(uri.getPath()).normalize())
                : Optional.empty();
    }

    /** Takes over an object whose content is checked. */
    static void take(Path object, Digest digest, BlobWriter writer, WriteSession session) throws IOException {
        if (!writer.link(object, digest, session) && !copy(object, digest, writer, session)) {
            throw WeirflowException.of(
                    ErrorKind.INTEGRITY, "read from", "the object is damaged: nothing was stored", object);
        }
    }

    private static boolean copy(Path object, Digest digest, BlobWriter writer, WriteSession session)
            throws IOException {
        try (FileChannel in = FileChannel.open(object, StandardOpenOption.READ)) {
            return writer.store(buffer -> buffer.fill(in), session, Optional.of(digest))
                    .isPresent();
        }
    }
}
