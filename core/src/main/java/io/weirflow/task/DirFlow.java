package io.weirflow.task;

import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.RelativePath;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A directory of files by relative path. A command that takes it is given the path of a directory. Folders without files do
 * not exist.
 *
 * <p>Regular expressions have the syntax of RE2 and match anywhere in a path unless they are anchored.
 */
public final class DirFlow extends Handle {
    private DirFlow(Flow flow) {
        super(flow);
    }

    /** Returns the value of any flow as a directory. Evaluating it fails with kind PRECONDITION if it is a file or a list. */
    public static DirFlow of(Flow flow) {
        return new DirFlow(CoerceNode.of(flow, Shapes.DIRECTORY, Shapes::requireDirectory));
    }

    /** Returns a handle of a flow whose value is known to be a directory. */
    static DirFlow known(Flow flow) {
        return new DirFlow(flow);
    }

    /**
     * Returns a directory of some files, each under the path it is given by. Absent optional files are left out.
     *
     * @throws WeirflowException of kind INVALID for a path that is absolute, has an empty name, {@code .} or {@code ..} in
     *     it, or is a file and a folder at once
     */
    public static DirFlow of(Map<String, FileFlow> files) {
        ImmutableSortedMap<String, FileFlow> sorted = ImmutableSortedMap.copyOf(files, Utf8Order.INSTANCE);
        List<String> names = sorted.keySet().asList();
        names.forEach(RelativePath::check);
        RelativePath.checkNoFileIsAFolder(names);
        Digest identity = Shapes.identity("directory-of", names.toArray(String[]::new));
        Flow merge = MergeNode.of(sorted.values().stream().map(Handle::flow).toList());
        return known(CoerceNode.of(merge, identity, list -> Directories.of(names, list.elements())));
    }

    /** Returns a directory of all files of some directories. Evaluating it fails with kind INVALID if a path occurs twice. */
    public static DirFlow union(List<DirFlow> directories) {
        Flow merge = MergeNode.of(directories.stream().map(Handle::flow).toList());
        return known(CoerceNode.of(merge, Shapes.identity("union"), list -> Directories.union(list.elements())));
    }

    /**
     * Returns the file at a path. Evaluating it fails with kind NOT_EXIST if there is none.
     *
     * @throws WeirflowException of kind INVALID for a path that cannot be in a directory
     */
    public FileFlow file(String path) {
        RelativePath.check(path);
        return FileFlow.known(CoerceNode.of(flow(), Shapes.identity("file-at", path), value -> fileAt(value, path)));
    }

    private static Fileset fileAt(Fileset directory, String path) {
        File file = directory.files().get(path);
        if (file == null) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST,
                    "file",
                    "the directory of " + directory.count() + " files has no such file"
                            + Nearest.hint(path, directory.files().keySet()),
                    '"' + path + '"');
        }
        return Fileset.of(file);
    }

    /**
     * Returns the files whose whole path matches a glob pattern: {@code *} and {@code ?} stop at slashes, {@code **} does
     * not, and at the start of a name {@code **}{@code /} also stands for no folder; {@code [a-c]}, {@code [!a]} and
     * {@code {a,b}} are understood.
     *
     * @throws WeirflowException of kind INVALID for a malformed pattern
     */
    public DirFlow glob(String pattern) {
        return select(Glob.toRegex(pattern));
    }

    /**
     * Returns the files whose path matches a regular expression.
     *
     * @throws WeirflowException of kind INVALID for a malformed expression
     */
    public DirFlow select(String regex) {
        return known(CollectNode.of(flow(), regex, "$0"));
    }

    /**
     * Returns the files whose path matches a regular expression, grouped by the text of its capturing group.
     *
     * @throws WeirflowException of kind INVALID for a malformed expression or one without exactly one capturing group
     */
    public Groups groupBy(String regex) {
        return new Groups(this, regex);
    }

    /**
     * Applies a function to each file, given its path. The result is a list in the order of the paths.
     *
     * <p>Work whose path is not part of its command is not done again for a file that was moved. For what the function may do, and for {@code name} and {@code version}, see {@link Groups#mapEach}.
     */
    public <T extends Handle> ListFlow<T> mapFiles(
            String name, String version, BiFunction<String, FileFlow, T> function) {
        return new Groups(this, Groups.EACH_FILE).mapEachFile(name, version, function);
    }

    @Override
    DirFlow over(Flow other) {
        return new DirFlow(other);
    }
}
