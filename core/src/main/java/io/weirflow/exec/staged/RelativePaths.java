package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/** Checks the paths of filesets before they become paths on a disk or keys at a sink. */
final class RelativePaths {
    private RelativePaths() {}

    /**
     * Refuses a path that could lead out of the folder it is relative to, or that no folder can hold.
     *
     * @throws WeirflowException of kind INVALID that quotes the path
     */
    static void check(String path) {
        if (path.isEmpty()) {
            throw invalid(path, "is empty");
        }
        if (path.indexOf('\0') >= 0) {
            throw invalid(path.replace('\0', '?'), "holds a NUL character");
        }
        if (path.charAt(0) == '/') {
            throw invalid(path, "is absolute");
        }
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            checkName(path, path.substring(from, to));
            from = to + 1;
        }
    }

    private static void checkName(String path, String name) {
        if (name.isEmpty()) {
            throw invalid(path, "has an empty name between, before or after its slashes");
        }
        if (name.equals("..")) {
            throw invalid(path, "leads out of its folder");
        }
        if (name.equals(".")) {
            throw invalid(path, "holds the name \".\"");
        }
    }

    private static WeirflowException invalid(String path, String message) {
        return WeirflowException.of(
                ErrorKind.INVALID,
                "path",
                message + ": a fileset's paths are relative, with slashes between names",
                '"' + path + '"');
    }
}
