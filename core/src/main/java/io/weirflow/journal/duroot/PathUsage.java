package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/**
 * How much a directory uses, with all below it.
 *
 * @param path relative to the root, with slashes; {@code .} for the root itself. May contain any characters but NUL
 * @param bytes what it occupies on the disk; not negative
 */
public record PathUsage(String path, long bytes) {
    /**
     * Checks the ranges.
     *
     * @throws WeirflowException of kind INVALID if the path is empty or the number negative
     */
    public PathUsage {
        if (path.isEmpty() || bytes < 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "disk usage", "expected a path and a number that is not negative", path, bytes);
        }
    }
}
