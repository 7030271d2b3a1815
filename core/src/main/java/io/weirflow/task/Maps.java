package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.ValNode;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Lowers maps of typed functions over lists. */
final class Maps {
    private static final String ADVICE =
            " (its function is called first with a sample key and no files, to learn what work it"
                    + " describes, and failed: let it accept any key, or state a fitting one by groupBy(…).withSample(…))";

    private Maps() {}

    /**
     * Returns a map over the list that a flow gives. Name and version enter its identity by a node around each result,
     * beside the work that the function describes for the element that stands for any.
     */
    static <T extends Handle> ListFlow<T> over(Flow list, String name, String version, Function<ValNode, T> function) {
        Names.check("map", name);
        Digest identity = Shapes.identity("map", name, version);
        AtomicReference<T> sample = new AtomicReference<>();
        MapNode node = node(list, name, element -> {
            T result = function.apply((ValNode) element);
            sample.compareAndSet(null, result);
            return CoerceNode.of(result.flow(), identity, UnaryOperator.identity());
        });
        return new ListFlow<>(node.named(name), Objects.requireNonNull(sample.get()), Optional.empty());
    }

    private static MapNode node(Flow list, String name, UnaryOperator<Flow> function) {
        try {
            return MapNode.of(list, function);
        } catch (WeirflowException e) {
            throw WeirflowException.wrap(e, "map", name);
        } catch (RuntimeException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "map", name + ADVICE);
        }
    }

    /** Tells whether an element is not one, but stands for any while the map is made. */
    static boolean isSample(ValNode element) {
        return value(element).files().isEmpty();
    }

    static Fileset value(ValNode element) {
        return element.value().orElseThrow();
    }
}
