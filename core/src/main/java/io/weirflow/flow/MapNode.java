package io.weirflow.flow;

import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Applies a function to each element of its dependency's list; its value is the list of the results.
 *
 * <p>The function is given a {@link ValNode} that holds the element and returns the graph to evaluate for it. A map is
 * identified by the graph that the function returns for an empty element, its {@link #body()}: the function must return
 * equal graphs for equal elements. It is called by the evaluator's thread, and may be called any number of times.
 */
public final class MapNode extends Flow {
    private final UnaryOperator<Flow> function;
    private final Flow body;

    private MapNode(Flow dep, UnaryOperator<Flow> function, Flow body, String ident) {
        super(List.of(dep), ident);
        this.function = function;
        this.body = body;
    }

    /** Returns a map; the function is called at once to find the body. */
    public static MapNode of(Flow dep, UnaryOperator<Flow> function) {
        return new MapNode(dep, function, function.apply(ValNode.of(Fileset.EMPTY)), "");
    }

    /** Returns this map under a name for people. */
    public MapNode named(String name) {
        return new MapNode(dep(), function, body, name);
    }

    /** Returns the graph for one element. */
    public Flow apply(Fileset element) {
        return function.apply(ValNode.of(element));
    }

    /** Returns the graph that the function returned for an empty element. */
    public Flow body() {
        return body;
    }

    @Override
    public String op() {
        return "map";
    }
}
