package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.util.List;
import java.util.function.BiFunction;

/** A continuation as {@link KNode}, whose function may also read the evaluation's repository. It runs off the evaluator's thread. */
public final class KctxNode extends Flow {
    private final Digest identity;
    private final BiFunction<Repository, List<Fileset>, Flow> function;

    private KctxNode(
            List<? extends Flow> deps,
            Digest identity,
            BiFunction<Repository, List<Fileset>, Flow> function,
            String ident) {
        super(deps, ident);
        this.identity = identity;
        this.function = function;
    }

    /** Returns a continuation. */
    public static KctxNode of(
            List<? extends Flow> deps, Digest identity, BiFunction<Repository, List<Fileset>, Flow> function) {
        return new KctxNode(deps, identity, function, "");
    }

    /** Returns this node under a name for people. */
    public KctxNode named(String name) {
        return new KctxNode(deps(), identity, function, name);
    }

    /** Returns the digest that identifies the function. */
    public Digest identity() {
        return identity;
    }

    /** Returns the graph for some values. */
    public Flow apply(Repository repository, List<Fileset> values) {
        return function.apply(repository, values);
    }

    @Override
    public String op() {
        return "kctx";
    }
}
