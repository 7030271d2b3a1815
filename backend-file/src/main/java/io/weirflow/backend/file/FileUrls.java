package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Between local paths and the URLs of {@link LocalFileStore}: {@code file://} followed by the absolute path as it is, nothing
 * percent-encoded, so that {@code %}, {@code #}, {@code ?} and spaces stand for themselves. A folder's URL ends in a slash.
 */
public final class FileUrls {
    /** What the URLs start with. */
    static final String LOCATION = "file:///";

    private FileUrls() {}

    /** Returns the URL of a file. */
    public static String file(Path path) {
        return LOCATION + key(path);
    }

    /** Returns the URL of a folder. */
    public static String folder(Path path) {
        String key = key(path);
        return LOCATION + (key.isEmpty() ? "" : key + '/');
    }

    private static String key(Path path) {
        return path.toAbsolutePath().normalize().toString().substring(1);
    }

    /**
     * Returns the path that a key names, the text after {@code file:///}.
     *
     * @throws WeirflowException of kind INVALID if it holds {@code ..}, empty or NUL parts
     */
    static Path path(String key) {
        String trimmed = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
        boolean escapes = Arrays.stream(trimmed.split("/", -1))
                .anyMatch(part -> part.equals("..") || part.equals(".") || part.isEmpty() && !key.isEmpty());
        if (escapes) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "url", "the path must not hold empty parts, . or ..", LOCATION + key);
        }
        try {
            return Path.of('/' + trimmed);
        } catch (InvalidPathException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "url", LOCATION + key);
        }
    }
}
