package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what is wrong with an executor's folder when something cannot be written there. */
public final class DiskFailures {
    private DiskFailures() {}

    /** Returns the failure of an operation that was about to change files below a folder. */
    public static WeirflowException writing(IOException e, Path folder, String operation, Object... arguments) {
        String text = String.valueOf(e instanceof FileSystemException f ? f.getReason() : e.getMessage())
                .toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("file too large")) {
            return explained(
                    e,
                    ErrorKind.RESOURCES_EXHAUSTED,
                    "the disk of " + folder + " is full: free some space, for example by removing execs",
                    operation,
                    arguments);
        }
        if (text.contains("read-only file system") || e instanceof AccessDeniedException) {
            return explained(
                    e,
                    ErrorKind.NOT_ALLOWED,
                    folder + " cannot be written to: check its permissions, or choose another folder",
                    operation,
                    arguments);
        }
        if ((e instanceof NoSuchFileException || text.contains("not a directory"))
                && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return explained(
                    e,
                    ErrorKind.NOT_EXIST,
                    folder + " is gone: something, perhaps the command, deleted it while it was used",
                    operation,
                    arguments);
        }
        return Streams.failure(e, operation, arguments);
    }

    private static WeirflowException explained(
            IOException e, ErrorKind kind, String message, String operation, Object... arguments) {
        return new WeirflowException(Failure.of(kind, operation, message, arguments), e);
    }
}
