package io.weirflow.task;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.RelativePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds directories out of values, where a path that occurs twice is an error. */
final class Directories {
    private final Map<String, File> files = new LinkedHashMap<>();

    private Directories() {}

    /** Returns the directory of some values under names: a file under its name, a directory's files below it. */
    static Fileset of(List<String> names, List<Fileset> values) {
        Directories directory = new Directories();
        for (int i = 0; i < names.size(); i++) {
            directory.add(names.get(i), values.get(i));
        }
        return directory.build();
    }

    /** Returns the directory of all files of some directories. */
    static Fileset union(List<Fileset> values) {
        Directories directory = new Directories();
        for (Fileset value : values) {
            value.files().forEach(directory::put);
        }
        return directory.build();
    }

    private void add(String name, Fileset value) {
        if (value.isList()) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "directory", "expected a file or a directory, found a list", name);
        }
        value.files().forEach((path, file) -> put(path.equals(Fileset.FILE_PATH) ? name : name + '/' + path, file));
    }

    private void put(String path, File file) {
        if (files.put(RelativePath.check(path), file) != null) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "directory", "two files have the same path: give them different names", path);
        }
    }

    private Fileset build() {
        RelativePath.checkNoFileIsAFolder(files.keySet());
        return Fileset.directory(files);
    }

    /** Returns for each group of a grouping the text that it was grouped by. */
    static List<String> keys(List<Fileset> groups, Pattern regex) {
        return groups.stream().map(group -> key(group, regex)).collect(ImmutableList.toImmutableList());
    }

    /** Returns the text that a group was grouped by: that of the one capturing group in any of its paths. */
    static String key(Fileset group, Pattern regex) {
        Matcher matcher = regex.matcher(group.files().keySet().iterator().next());
        String key = matcher.find() ? matcher.group(1) : null;
        if (key == null) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "group", "no path of it matches", regex);
        }
        return key;
    }
}
