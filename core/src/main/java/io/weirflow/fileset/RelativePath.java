package io.weirflow.fileset;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Rules for the paths of files in a directory: relative, slashes between names, nothing that leads elsewhere. Filesets do not
 * enforce them, since Reflow's do not; whoever builds a directory out of names, or writes one to a disk, does.
 */
public final class RelativePath {
    private static final Splitter SLASH = Splitter.on('/');

    private RelativePath() {}

    /**
     * Returns a path that was checked.
     *
     * @throws WeirflowException of kind INVALID that quotes it
     */
    public static String check(String path) {
        String problem = problem(path);
        if (!problem.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "path", problem, '"' + path + '"');
        }
        return path;
    }

    private static String problem(String path) {
        if (path.isEmpty()) {
            return "a path of a file in a directory is not empty";
        }
        if (path.indexOf('\0') >= 0) {
            return "a path has no NUL character";
        }
        if (path.startsWith("/")) {
            return "a path of a file in a directory is relative: remove the leading slash";
        }
        for (String name : SLASH.split(path)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return "the names in a path are neither empty nor . nor ..";
            }
        }
        return "";
    }

    /**
     * Checks that no path of a file is that of a folder in which another is. Linear in the lengths of the paths.
     *
     * @throws WeirflowException of kind INVALID that names one of each
     */
    public static void checkNoFileIsAFolder(Collection<String> paths) {
        Set<String> files = new HashSet<>(paths);
        for (String path : paths) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (files.contains(path.substring(0, slash))) {
                    throw WeirflowException.of(
                            ErrorKind.INVALID,
                            "directory",
                            '"' + path.substring(0, slash) + "\" cannot be both a file and the folder of \"" + path
                                    + '"');
                }
            }
        }
    }
}
