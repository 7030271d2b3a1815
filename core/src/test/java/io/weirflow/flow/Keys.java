package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Optional;

/** Keys of the default scheme in a made-up evaluation, in which every source that is looked at holds its URL. */
final class Keys implements KeyContext {
    private final List<Fileset> values;

    private Keys(List<Fileset> values) {
        this.values = values;
    }

    static Digest logical(Flow node) {
        return new Keys(List.of()).logicalKey(node);
    }

    static KeyContext context() {
        return new Keys(List.of());
    }

    static Digest physical(Flow node, List<Fileset> values) {
        return DefaultKeyScheme.INSTANCE.physicalKeys(node, new Keys(values)).get(0);
    }

    @Override
    public Digest logicalKey(Flow node) {
        return DefaultKeyScheme.INSTANCE.logicalKey(node, this);
    }

    @Override
    public Optional<Digest> snapshot(InternNode node) {
        return node.isImmutable() ? Optional.empty() : Optional.of(Digest.of(node.url()));
    }

    @Override
    public String environment(String image) {
        return "environment of " + image;
    }

    @Override
    public List<Fileset> values() {
        return values;
    }
}
