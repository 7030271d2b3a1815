package io.weirflow.flow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Digests that tell graphs apart by structure alone: logical keys as if nothing had been observed, that is without snapshots of
 * sources, and with the text of an image for its environment. They are no keys of a cache. Each node's digest is computed once
 * and remembered as long as this object lives. Not thread-safe; nothing recurses.
 */
public final class FlowDigests {
    private final KeyScheme scheme;
    private final IdentityHashMap<Flow, Digest> known = new IdentityHashMap<>();
    private final KeyContext context = new Structure();

    /** Creates digests by the rules of a scheme. */
    public FlowDigests(KeyScheme scheme) {
        this.scheme = scheme;
    }

    /** Creates digests by the rules of {@link DefaultKeyScheme}. */
    public FlowDigests() {
        this(DefaultKeyScheme.INSTANCE);
    }

    /**
     * Returns the digest of a node.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if the scheme cannot key some node of the graph
     */
    public Digest of(Flow root) {
        Digest digest = known.get(root);
        if (digest != null) {
            return digest;
        }
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(root));
        while (!open.isEmpty()) {
            Visit visit = open.peek();
            Flow next = visit.next(true);
            if (next == null) {
                digest = scheme.logicalKey(visit.node, context);
                known.put(visit.node, digest);
                open.pop();
            } else if (!known.containsKey(next)) {
                open.push(new Visit(next));
            }
        }
        return java.util.Objects.requireNonNull(digest);
    }

    private final class Structure implements KeyContext {
        @Override
        public Digest logicalKey(Flow node) {
            return java.util.Objects.requireNonNull(known.get(node));
        }

        @Override
        public Optional<Digest> snapshot(InternNode node) {
            return Optional.empty();
        }

        @Override
        public String environment(String image) {
            return image;
        }

        @Override
        public List<Fileset> values() {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "flow digest", "the structure of a graph has no values");
        }
    }
}
