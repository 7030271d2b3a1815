package io.weirflow.fileset;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rebuilds a fileset with other files, from the innermost elements outwards, without recursion. */
final class FilesetMapper {
    private FilesetMapper() {}

    static Fileset map(Fileset root, UnaryOperator<File> function) {
        Deque<Open> open = new ArrayDeque<>();
        Fileset done = begin(root, function, open);
        while (true) {
            Open top = open.peek();
            if (top == null) {
                // Without an open list the root is done.
                return done == null ? root : done;
            }
            if (done != null) {
                top.add(done);
            }
            if (top.isComplete()) {
                open.pop();
                done = top.finish();
            } else {
                done = begin(top.next(), function, open);
            }
        }
    }

    /** Returns the new form of a node that is no list; opens a list and returns null. */
    private static @Nullable Fileset begin(Fileset node, UnaryOperator<File> function, Deque<Open> open) {
        FileTable files = node.table().map(function);
        if (node.elements().isEmpty()) {
            return node.withFiles(files);
        }
        open.push(new Open(node, files));
        return null;
    }

    /** A list whose elements are being rebuilt. */
    private static final class Open {
        private final Fileset node;
        private final FileTable files;
        private final List<Fileset> before;
        private ImmutableList.@Nullable Builder<Fileset> changed;
        private int done;

        Open(Fileset node, FileTable files) {
            this.node = node;
            this.files = files;
            this.before = node.elements();
        }

        boolean isComplete() {
            return done == before.size();
        }

        Fileset next() {
            return before.get(done);
        }

        @SuppressWarnings("ReferenceEquality") // the same object means that nothing changed in it
        void add(Fileset element) {
            if (changed == null && element != before.get(done)) {
                changed = ImmutableList.builderWithExpectedSize(before.size());
                changed.addAll(before.subList(0, done));
            }
            if (changed != null) {
                changed.add(element);
            }
            done++;
        }

        Fileset finish() {
            return changed == null ? node.withFiles(files) : new Fileset(changed.build(), files);
        }
    }
}
