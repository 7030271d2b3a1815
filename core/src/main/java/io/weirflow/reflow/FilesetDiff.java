package io.weirflow.reflow;

import io.weirflow.base.Utf8Order;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * The differences between two filesets in the text form of Reflow: a line for each path whose files differ, then for each
 * index of the lists one if only one side has files there, otherwise the differences of the elements.
 *
 * <p>Nothing recurses, and the time is linear in the filesets and the text.
 */
public final class FilesetDiff {
    private final StringJoiner lines = new StringJoiner("\n");
    private final Deque<Pair> pending = new ArrayDeque<>();
    private final EmptyNodes empty = new EmptyNodes();

    private FilesetDiff() {}

    /** Two filesets to compare, which stand at an index of lists (-1: outermost) and a depth; or one text to be written. */
    private record Pair(Fileset a, Fileset b, int index, int depth) {
        String prefix() {
            return index < 0 ? "" : "[" + index + "]:";
        }
    }

    /** Returns the differences, the empty text if there are none. */
    public static String of(Fileset first, Fileset second) {
        return new FilesetDiff().compute(first, second);
    }

    private String compute(Fileset first, Fileset second) {
        empty.add(first);
        empty.add(second);
        pending.push(new Pair(first, second, -1, 0));
        while (!pending.isEmpty()) {
            Pair pair = pending.pop();
            boolean root = pair.index < 0;
            boolean noFilesA = !root && empty.isEmpty(pair.a);
            boolean noFilesB = !root && empty.isEmpty(pair.b);
            if (noFilesA || noFilesB) {
                if (!noFilesB) {
                    lines.add(pair.prefix() + "empty -> " + FilesetText.shortText(pair.b));
                } else if (!noFilesA) {
                    lines.add(pair.prefix() + FilesetText.shortText(pair.a) + " -> empty");
                }
                continue;
            }
            files(pair);
            elements(pair);
        }
        return lines.toString();
    }

    private void files(Pair pair) {
        TreeSet<String> paths = new TreeSet<>(Utf8Order.INSTANCE);
        paths.addAll(pair.a.files().keySet());
        paths.addAll(pair.b.files().keySet());
        for (String path : paths) {
            File a = pair.a.files().get(path);
            File b = pair.b.files().get(path);
            if (a == null || b == null || !a.digest().equals(b.digest())) {
                lines.add("  ".repeat(pair.depth) + pair.prefix() + '"' + path + "\" = " + text(a) + " -> " + text(b));
            }
        }
    }

    private static String text(@org.jspecify.annotations.Nullable File file) {
        return file == null ? "void" : FilesetText.shortText(file);
    }

    private void elements(Pair pair) {
        List<Fileset> a = pair.a.elements();
        List<Fileset> b = pair.b.elements();
        for (int i = Math.max(a.size(), b.size()) - 1; i >= 0; i--) {
            Fileset left = i < a.size() ? a.get(i) : Fileset.EMPTY;
            Fileset right = i < b.size() ? b.get(i) : Fileset.EMPTY;
            pending.push(new Pair(left, right, i, pair.depth + 1));
        }
    }
}
