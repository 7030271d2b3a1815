package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.ValNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Lowers maps of typed functions over lists. */
final class Maps {
    private Maps() {}

    /**
     * Returns a map over the list that a flow gives. Name and version enter its identity by a node around each result,
     * beside the work that the function describes for an empty element.
     */
    static <T extends Handle> ListFlow<T> over(Flow list, String name, String version, Function<Fileset, T> function) {
        Names.check("map", name);
        T sample = sample(name, function);
        Digest identity = Shapes.identity("map", name, version);
        MapNode node = MapNode.of(
                list,
                element -> CoerceNode.of(function.apply(valueOf(element)).flow(), identity, UnaryOperator.identity()));
        return new ListFlow<>(node.named(name), sample, Optional.empty());
    }

    private static Fileset valueOf(Flow element) {
        return ((ValNode) element).value().orElseThrow();
    }

    @SuppressWarnings(
            "CatchingUnchecked") // whatever the host's function throws is reported with what it was called for
    private static <T extends Handle> T sample(String name, Function<Fileset, T> function) {
        try {
            return function.apply(Fileset.EMPTY);
        } catch (WeirflowException e) {
            throw e;
        } catch (RuntimeException e) {
            throw WeirflowException.wrap(
                    e,
                    ErrorKind.INVALID,
                    "map",
                    name
                            + " (its function is called once with a sample key and no files, to learn what work it describes;"
                            + " it failed for them: accept any key, or state a fitting one by groupBy(…).withSample(…))");
        }
    }
}
