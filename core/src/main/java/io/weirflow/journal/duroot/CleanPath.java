package io.weirflow.journal.duroot;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.ArrayList;
import java.util.List;

/** Absolute paths with slashes, without empty names, dots and double dots. */
final class CleanPath {
    private CleanPath() {}

    static String of(String path) {
        if (!path.startsWith("/")) {
            throw WeirflowException.of(ErrorKind.INVALID, "root", "expected an absolute path", path);
        }
        List<String> names = new ArrayList<>();
        for (String name : Splitter.on('/').split(path)) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }

    /** Tells whether a path is a folder or below it. */
    static boolean isWithin(String path, String folder) {
        return (path + "/").startsWith(folder.endsWith("/") ? folder : folder + "/");
    }
}
