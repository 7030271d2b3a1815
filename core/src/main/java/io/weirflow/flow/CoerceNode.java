package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.function.UnaryOperator;

/**
 * Checks or changes its dependency's value by a function, which is quick and identified by a digest that the caller states.
 * A failure is thrown as {@link io.weirflow.base.WeirflowException}.
 */
public final class CoerceNode extends Flow {
    private final Digest identity;
    private final UnaryOperator<Fileset> function;

    private CoerceNode(Flow dep, Digest identity, UnaryOperator<Fileset> function, String ident) {
        super(ImmutableList.of(dep), ident);
        this.identity = identity;
        this.function = function;
    }

    /** Returns a check or change of a value. */
    public static CoerceNode of(Flow dep, Digest identity, UnaryOperator<Fileset> function) {
        return new CoerceNode(dep, identity, function, "");
    }

    /** Returns this node under a name for people. */
    public CoerceNode named(String name) {
        return new CoerceNode(dep(), identity, function, name);
    }

    /** Returns the digest that identifies the function. */
    public Digest identity() {
        return identity;
    }

    /** Returns the value for a value. */
    public Fileset apply(Fileset value) {
        return function.apply(value);
    }

    @Override
    public String op() {
        return "coerce";
    }
}
