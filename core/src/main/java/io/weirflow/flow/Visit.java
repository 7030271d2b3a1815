package io.weirflow.flow;

import org.jspecify.annotations.Nullable;

/** A node whose dependencies are being visited in turn. */
final class Visit {
    final Flow node;
    private int visited;

    Visit(Flow node) {
        this.node = node;
    }

    /** Returns the next dependency, at last the body of a map if wanted, or null when there are no more. */
    @Nullable
    Flow next(boolean bodies) {
        int index = visited++;
        int count = node.deps().size();
        if (index < count) {
            return node.deps().get(index);
        }
        return bodies && index == count && node instanceof MapNode map ? map.body() : null;
    }
}
