package io.weirflow.reflow;

import io.weirflow.base.DataSize;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Files and filesets in the text forms of Reflow, long and short. */
public final class FilesetText {
    private FilesetText() {}

    /** Returns what tells a file apart for people: the source of a reference, otherwise eight digits of the digest. */
    public static String shortText(File file) {
        return file.isReference() ? file.source() : file.id().abbreviated();
    }

    /**
     * Returns the full text: {@code list<…, …>}, {@code obj<path=<file>, …>} or {@code void}. The files beside a list do not
     * appear in it.
     */
    public static String text(Fileset fileset) {
        StringBuilder text = new StringBuilder();
        // What is still to be written, the next on top: filesets, and texts between and after them.
        Deque<Object> pending = new ArrayDeque<>();
        pending.push(fileset);
        while (!pending.isEmpty()) {
            Object next = pending.pop();
            if (next instanceof Fileset node && node.isList()) {
                text.append("list<");
                pending.push(">");
                pushElements(pending, node.elements());
            } else if (next instanceof Fileset node) {
                files(text, node.files());
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }

    private static void pushElements(Deque<Object> pending, List<Fileset> elements) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            pending.push(elements.get(i));
            if (i > 0) {
                pending.push(", ");
            }
        }
    }

    private static void files(StringBuilder text, Map<String, File> files) {
        if (files.isEmpty()) {
            text.append("void");
            return;
        }
        text.append("obj<");
        int start = text.length();
        files.forEach((path, file) -> {
            text.append(text.length() == start ? "" : ", ").append(path);
            text.append("=<").append(file).append('>');
        });
        text.append('>');
    }

    /**
     * Returns a short text: of a list {@code list<}, the short text of the first element, {@code , ...} if there are more, and
     * the size of all; otherwise {@code val<}, the first path and file likewise.
     */
    public static String shortText(Fileset fileset) {
        StringBuilder text = new StringBuilder();
        Deque<String> ends = new ArrayDeque<>();
        Fileset node = fileset;
        for (long[] sizes = FirstSizes.of(fileset);
                node.isList();
                node = node.elements().get(0)) {
            text.append("list<");
            List<Fileset> elements = node.elements();
            ends.push(separator(elements.size()) + DataSize.text(sizes[ends.size()]) + '>');
            if (elements.isEmpty()) {
                return text.append(String.join("", ends)).toString();
            }
        }
        first(text, node);
        return text.append(String.join("", ends)).toString();
    }

    private static String separator(int count) {
        return count == 0 ? "" : count == 1 ? " " : ", ...";
    }

    private static void first(StringBuilder text, Fileset node) {
        text.append("val<");
        if (!node.files().isEmpty()) {
            Map.Entry<String, File> first = node.files().entrySet().iterator().next();
            text.append(first.getKey()).append('=').append(shortText(first.getValue()));
            text.append(separator(node.files().size())).append(DataSize.text(node.sizeBytes()));
        }
        text.append('>');
    }
}
