package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Between local paths and the URLs of {@link LocalFileStore}: {@code file://} followed by the absolute path as it is, nothing
 * percent-encoded, so that {@code %}, {@code #}, {@code ?}, spaces and line breaks stand for themselves. A folder's URL ends
 * in a slash. (A URL that {@link Path#toUri} made is encoded and names another path.)
 */
public final class FileUrls {
    /** What the URLs start with: the location of the one bucket. */
    static final String LOCATION = "file:///";

    private FileUrls() {}

    /**
     * Returns the URL of a file, which need not exist.
     *
     * @throws WeirflowException of kind INVALID if the path's name cannot be expressed as text
     */
    public static String file(Path path) {
        return LOCATION + key(path);
    }

    /**
     * Returns the URL of a folder, which need not exist.
     *
     * @throws WeirflowException of kind INVALID if the path's name cannot be expressed as text
     */
    public static String folder(Path path) {
        String key = key(path);
        return LOCATION + (key.isEmpty() ? "" : key + '/');
    }

    private static String key(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        String text = absolute.toString();
        checkText(absolute, text);
        return text.substring(1);
    }

    /**
     * Checks that a path's text leads back to it.
     *
     * @throws WeirflowException of kind INVALID if not
     */
    static void checkText(Path path, String text) {
        if (text.indexOf('\uFFFD') >= 0 && !Path.of(text).equals(path)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "url",
                    "the name is not valid in this process's encoding of file names, "
                            + System.getProperty("sun.jnu.encoding", "unknown")
                            + ": rename the file, or start Java with LC_ALL=C.UTF-8",
                    path);
        }
    }

    /**
     * Returns the path of a file that a key names, the text after {@code file:///}.
     *
     * @throws WeirflowException of kind INVALID if it names a folder, is empty, holds {@code .}, {@code ..}, empty parts or NUL
     */
    static Path filePath(String key) {
        if (key.isEmpty() || key.endsWith("/")) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "url", "expected a file, found the URL of a folder", LOCATION + key);
        }
        return path(key);
    }

    /** Returns the path of a folder; otherwise as {@link #filePath}. */
    static Path folderPath(String prefix) {
        return prefix.isEmpty() ? Path.of("/") : path(prefix.substring(0, prefix.length() - 1));
    }

    private static Path path(String key) {
        int begin = 0;
        while (begin <= key.length()) {
            int slash = key.indexOf('/', begin);
            int end = slash < 0 ? key.length() : slash;
            if (end == begin || key.regionMatches(begin, "..", 0, Math.max(end - begin, 1)) && end - begin <= 2) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "url",
                        "the path must not hold empty parts, . or ..: state where it leads",
                        LOCATION + key);
            }
            begin = end + 1;
        }
        try {
            return Path.of('/' + key);
        } catch (InvalidPathException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "url", LOCATION + key.replace("\0", "\\0"));
        }
    }
}
