package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import java.util.function.UnaryOperator;

/**
 * Applies a function to each element of its dependency's list; its value is the list of the results.
 *
 * <p>The function is given a {@link ValNode} that holds the element and returns the graph to evaluate for it. A map is
 * identified by the graph that the function returns for an empty element, its {@link #body()}: the function must return
 * equal graphs for equal elements, and may capture only what shows in the graph. It is called twice by {@link #of}, then by
 * the evaluator's thread, any number of times.
 */
public final class MapNode extends Flow {
    /** How many maps are being made around the present one, each by the function of the one before. */
    private static final ThreadLocal<Integer> LEVEL = ThreadLocal.withInitial(() -> 0);

    private final UnaryOperator<Flow> function;
    private final Flow body;

    private MapNode(Flow dep, UnaryOperator<Flow> function, Flow body, String ident) {
        super(ImmutableList.of(dep), ident);
        this.function = function;
        this.body = body;
    }

    /**
     * Returns a map. The function is called twice, to find the body and to see that it returns the same for the same element.
     *
     * @throws WeirflowException of kind INVALID if it does not
     */
    public static MapNode of(Flow dep, UnaryOperator<Flow> function) {
        int level = LEVEL.get() + 1;
        LEVEL.set(level);
        try {
            Flow body = function.apply(ValNode.element(level));
            if (!SameGraph.test(body, function.apply(ValNode.element(level)))) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "map",
                        "the function returned two different graphs for the same element: it must depend on nothing else,"
                                + " such as a counter, a clock or a random number");
            }
            return new MapNode(dep, function, body, "");
        } finally {
            LEVEL.set(level - 1);
        }
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
