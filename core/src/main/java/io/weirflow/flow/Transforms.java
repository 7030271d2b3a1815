package io.weirflow.flow;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.weirflow.base.Utf8Order;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of the nodes that only rearrange filesets, as pure functions of their inputs: Reflow's meaning, with a fixed
 * result where Reflow's depends on chance. Regular expressions match anywhere in a path.
 */
public final class Transforms {
    private Transforms() {}

    /**
     * Returns the list of the groups into which an expression's one capturing group divides the files, ordered by its text
     * as UTF-8. Files that do not match are left out, as are elements of a list; a group that took no part in a match counts as
     * the empty text; an expression that has not exactly one group matches nothing.
     */
    public static Fileset groupby(Fileset value, Pattern regex) {
        Map<String, Map<String, File>> groups = new TreeMap<>(Utf8Order.INSTANCE);
        if (regex.groupCount() == 1) {
            value.files().forEach((path, file) -> {
                Matcher matcher = regex.matcher(path);
                if (matcher.find()) {
                    String text = matcher.group(1);
                    groups.computeIfAbsent(text == null ? "" : text, key -> new LinkedHashMap<>())
                            .put(path, file);
                }
            });
        }
        List<Fileset> list = new ArrayList<>(groups.size());
        groups.values().forEach(files -> list.add(Fileset.directory(files)));
        return Fileset.list(list);
    }

    /**
     * Returns the files whose path matches, under the path in which every match is replaced by a template with the rules of
     * Go's {@code ReplaceAllString}. Elements of a list are left out. Of files that come to have the same path the one is
     * taken whose former path is the last in the order of UTF-8.
     */
    public static Fileset collect(Fileset value, Pattern regex, String replacement) {
        Replacement template = new Replacement(regex, replacement);
        Map<String, File> files = new LinkedHashMap<>();
        boolean[] changed = {value.isList()};
        value.files().forEach((path, file) -> {
            String renamed = template.replaceAll(path);
            changed[0] |= !path.equals(renamed);
            if (renamed != null) {
                files.put(renamed, file);
            }
        });
        return changed[0] ? Fileset.directory(files) : value;
    }

    /** Returns the list of some values. */
    public static Fileset merge(List<Fileset> values) {
        return Fileset.list(values);
    }

    /**
     * Returns one directory of all files of some values, and of all elements of lists among them. Of files that have the same path
     * the last is taken: later values over earlier ones, elements of a list over the files beside it.
     */
    public static Fileset pullup(List<Fileset> values) {
        return Fileset.list(values).pullup();
    }
}
