package io.weirflow.flow;

import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;

/** Weirflow's own keys: every field framed, everything covered that changes a result, and nothing else. */
public enum DefaultKeyScheme implements KeyScheme {
    /** The scheme; it has no state. */
    INSTANCE;

    @Override
    public Digest logicalKey(Flow node, KeyContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Digest> physicalKeys(Flow node, KeyContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean looksAtSources() {
        return true;
    }

    @Override
    public boolean isCached(Flow node) {
        return node instanceof ExecNode || node instanceof InternNode || node instanceof JavaNode j && j.isCached();
    }

    @Override
    public List<AssocKind> kinds() {
        return List.of(AssocKind.RESULT);
    }

    @Override
    public byte[] encode(Fileset value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Fileset decode(AssocKind kind, byte[] stored) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean inlinesValues() {
        return true;
    }
}
