package io.weirflow.reflow;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KeyContext;
import java.util.List;
import java.util.Optional;

/** All that Reflow's physical keys and its keys of the first version need: values. */
record ReflowValues(List<Fileset> values) implements KeyContext {
    @Override
    public Digest logicalKey(Flow node) {
        throw new AssertionError("not needed");
    }

    @Override
    public Optional<Digest> snapshot(InternNode node) {
        throw new AssertionError("not needed");
    }

    @Override
    public String environment(String image) {
        throw new AssertionError("not needed");
    }
}
