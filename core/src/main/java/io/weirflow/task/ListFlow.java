package io.weirflow.task;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A list of files, directories or lists, all of one type. A command cannot take a list, since nothing should put thousands
 * of paths on a command line: {@link #toDirectory} makes it one directory.
 */
public final class ListFlow<T extends Handle> extends Handle {
    private final T sample;
    private final Optional<Keys> keys;

    ListFlow(Flow flow, T sample, Optional<Keys> keys) {
        super(flow);
        this.sample = sample;
        this.keys = keys;
    }

    /** Returns a list of files; possibly empty. */
    public static ListFlow<FileFlow> ofFiles(List<FileFlow> files) {
        boolean optional = files.stream().anyMatch(FileFlow::isOptional);
        Flow empty = ValNode.of(Fileset.EMPTY);
        return of(files, optional ? FileFlow.optional(empty) : FileFlow.known(empty));
    }

    /** Returns a list of directories; possibly empty. */
    public static ListFlow<DirFlow> ofDirectories(List<DirFlow> directories) {
        return of(directories, DirFlow.known(ValNode.of(Fileset.EMPTY)));
    }

    private static <T extends Handle> ListFlow<T> of(List<T> elements, T sample) {
        Flow merge = MergeNode.of(elements.stream().map(Handle::flow).toList());
        return new ListFlow<>(merge, sample, Optional.empty());
    }

    ListFlow<T> withKeys(Keys value) {
        return new ListFlow<>(flow(), sample, Optional.of(value));
    }

    /**
     * Applies a function to each element; keys, where the elements have any, pass over to the results. What the function
     * may do, and what {@code name} and {@code version} mean, is said at {@link Groups#mapEach}.
     */
    public <R extends Handle> ListFlow<R> map(String name, String version, Function<T, R> function) {
        ListFlow<R> results = Maps.over(flow(), name, version, element -> function.apply(Handle.like(sample, element)));
        return keys.map(results::withKeys).orElse(results);
    }

    /**
     * Returns one directory of all elements: a file under its name, a directory's files below its name. The name is the
     * element's key where there is one (what {@link DirFlow#groupBy} grouped by, for {@link DirFlow#mapFiles} the file's
     * path), otherwise its number, of six digits from {@code 000000} on. Absent optional files are left out.
     *
     * <p>Evaluating it fails with kind INVALID if a key cannot be a path, or two files come to have the same path.
     */
    public DirFlow toDirectory() {
        if (keys.isEmpty()) {
            return DirFlow.known(CoerceNode.of(
                    flow(),
                    Shapes.identity("numbered"),
                    list -> Directories.of(numbers(list.elements().size()), list.elements())));
        }
        Keys source = keys.get();
        Digest identity = Shapes.identity("keyed", source.regex().pattern());
        Flow both = MergeNode.of(List.of(source.groups(), flow()));
        return DirFlow.known(CoerceNode.of(
                both,
                identity,
                pair -> Directories.of(
                        source.of(pair.elements().get(0)),
                        pair.elements().get(1).elements())));
    }

    private static List<String> numbers(int size) {
        return IntStream.range(0, size)
                .mapToObj(number -> String.format(Locale.ROOT, "%06d", number))
                .toList();
    }

    @Override
    ListFlow<T> over(Flow other) {
        return new ListFlow<>(other, sample, Optional.empty());
    }
}
