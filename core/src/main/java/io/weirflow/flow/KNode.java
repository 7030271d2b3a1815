package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.function.Function;

/**
 * A continuation: when its dependencies have values, a function of them returns the graph that is evaluated in its place.
 * The function is identified by a digest that the caller states: what it captures is invisible to the key.
 */
public final class KNode extends Flow {
    private final Digest identity;
    private final Function<List<Fileset>, Flow> function;

    private KNode(List<? extends Flow> deps, Digest identity, Function<List<Fileset>, Flow> function, String ident) {
        super(deps, ident);
        this.identity = identity;
        this.function = function;
    }

    /** Returns a continuation. */
    public static KNode of(List<? extends Flow> deps, Digest identity, Function<List<Fileset>, Flow> function) {
        return new KNode(deps, identity, function, "");
    }

    /** Returns this node under a name for people. */
    public KNode named(String name) {
        return new KNode(deps(), identity, function, name);
    }

    /** Returns the digest that identifies the function. */
    public Digest identity() {
        return identity;
    }

    /** Returns the graph for some values. */
    public Flow apply(List<Fileset> values) {
        return function.apply(values);
    }

    @Override
    public String op() {
        return "k";
    }
}
