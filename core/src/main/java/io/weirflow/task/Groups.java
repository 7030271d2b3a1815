package io.weirflow.task;

import com.google.re2j.Pattern;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.ValNode;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The files of a directory grouped by a part of their paths, ordered by that text, the key. Immutable. */
public final class Groups {
    static final String EACH_FILE = "(?s)^(.*)$";

    private static final String SAMPLE = "sample";

    private final Flow flow;
    private final Pattern regex;
    private final String sample;

    Groups(DirFlow directory, String regex) {
        GroupbyNode node = GroupbyNode.of(directory.flow(), regex);
        if (node.regex().groupCount() != 1) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "groupBy",
                    "expected exactly one capturing group, the key, found "
                            + node.regex().groupCount()
                            + ": put (…) around the part of the path to group by, and write (?:…) for other groups",
                    '"' + regex + '"');
        }
        this.flow = node;
        this.regex = node.regex();
        this.sample = SAMPLE;
    }

    private Groups(Flow flow, Pattern regex, String sample) {
        this.flow = flow;
        this.regex = regex;
        this.sample = sample;
    }

    /** Returns these groups with another sample key: one that the functions given to {@link #mapEach} understand. */
    public Groups withSample(String key) {
        return new Groups(flow, regex, key);
    }

    /**
     * Applies a function to each group, given its key and a directory of its files under their full paths. The result is a
     * list in the order of the keys.
     *
     * <p>The function describes work, it does not do any: it builds tasks and returns a handle of a result. It is called
     * once at first with a sample key and an empty directory, to find out what it describes, so that a changed command is
     * noticed; then for each group when the directory is known, by the evaluation's thread, possibly more than once. It must
     * return the same work for the same key. {@code name} and {@code version} identify it together with the work for the
     * sample: change the version when the function changes in what it does for other keys, or in what it captures.
     *
     * @throws WeirflowException of kind INVALID if the function fails for the sample key
     */
    public <T extends Handle> ListFlow<T> mapEach(
            String name, String version, BiFunction<String, DirFlow, T> function) {
        return map(name, version, group -> function.apply(keyOf(group), DirFlow.known(group)));
    }

    /** As {@link #mapEach} where each group is one file. */
    <T extends Handle> ListFlow<T> mapEachFile(String name, String version, BiFunction<String, FileFlow, T> function) {
        return map(name, version, group -> function.apply(keyOf(group), FileFlow.known(onlyFile(group))));
    }

    private <T extends Handle> ListFlow<T> map(String name, String version, Function<ValNode, T> function) {
        return Maps.over(flow, name, version, function).withKeys(new Keys(flow, regex));
    }

    private String keyOf(ValNode group) {
        return Maps.isSample(group) ? sample : Directories.key(Maps.value(group), regex);
    }

    /** By a node of its own, not at once: so that it can be told which file of which source the work is for. */
    private static Flow onlyFile(ValNode group) {
        return CoerceNode.of(group, Shapes.ONLY_FILE, Shapes::onlyFile);
    }
}
