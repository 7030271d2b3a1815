package io.weirflow.task;

import com.google.re2j.Pattern;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import java.util.List;

/**
 * Where the keys of a list's elements come from: the list has one element for each group, in the same order.
 *
 * @param groups the flow of the groups
 * @param regex by which they were grouped
 */
record Keys(Flow groups, Pattern regex) {
    /** Returns the keys, given the value of the groups. */
    List<String> of(Fileset value) {
        return Directories.keys(value.elements(), regex);
    }
}
