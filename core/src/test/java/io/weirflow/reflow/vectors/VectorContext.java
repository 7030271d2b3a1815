package io.weirflow.reflow.vectors;

import com.google.common.collect.Lists;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KeyContext;
import java.util.List;
import java.util.Optional;

/** What physical keys are computed from: the values of a node's dependencies. */
record VectorContext(List<Optional<Fileset>> found) implements KeyContext {
    @Override
    public Digest logicalKey(Flow node) {
        throw new AssertionError("not needed for physical keys");
    }

    @Override
    public Optional<Digest> snapshot(InternNode node) {
        throw new AssertionError("Reflow's keys do not depend on snapshots");
    }

    @Override
    public String environment(String image) {
        throw new AssertionError("Reflow's keys do not depend on the environment");
    }

    /** Returns the values; taking one that is no fileset fails, as in Reflow, and leaving it alone does not. */
    @Override
    public List<Fileset> values() {
        return Lists.transform(
                found,
                value -> value.orElseThrow(() ->
                        WeirflowException.of(ErrorKind.PRECONDITION, "keys", "a dependency's value is no fileset")));
    }
}
