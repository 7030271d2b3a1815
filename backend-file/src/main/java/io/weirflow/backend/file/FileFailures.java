package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Maps the exceptions of the file system. */
final class FileFailures {
    private FileFailures() {}

    /** Returns the failure of an operation that was about to change the files below a folder. */
    static WeirflowException writing(IOException e, Path folder, String operation, Object... arguments) {
        String text = String.valueOf(e instanceof FileSystemException f ? f.getReason() : e.getMessage())
                .toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("file too large")) {
            return explained(
                    e, ErrorKind.RESOURCES_EXHAUSTED, "the disk of " + folder + " is full", operation, arguments);
        }
        if (text.contains("read-only file system") || isReadOnly(folder)) {
            return explained(e, ErrorKind.NOT_ALLOWED, folder + " is read-only", operation, arguments);
        }
        return reading(e, operation, arguments);
    }

    /** Returns the failure of an operation that only reads. */
    static WeirflowException reading(IOException e, String operation, Object... arguments) {
        return Streams.failure(e, operation, arguments);
    }

    private static boolean isReadOnly(Path folder) {
        try {
            return Files.getFileStore(folder).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private static WeirflowException explained(
            IOException e, ErrorKind kind, String message, String operation, Object... arguments) {
        Failure cause = new Failure(
                kind,
                "",
                java.util.List.of(),
                message,
                java.util.Optional.of(Failure.ofMessage(String.valueOf(e.getMessage()))));
        return new WeirflowException(cause.wrap(kind, operation, arguments), e);
    }
}
