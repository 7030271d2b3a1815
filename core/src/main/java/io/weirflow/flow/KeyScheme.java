package io.weirflow.flow;

import io.weirflow.cache.ValueFormat;
import io.weirflow.digest.Digest;
import java.util.List;

/**
 * How work is named in the cache: computes the keys of nodes, and the stored form of values.
 *
 * <p>A <em>logical</em> key says how a value comes about, down to its sources; a <em>physical</em> key says what is done to
 * which content. Implementations are thread-safe, quick and never block.
 */
public interface KeyScheme extends ValueFormat {
    /**
     * Returns the logical key of a node, whose dependencies' keys are known.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED for a node that this scheme cannot key
     */
    Digest logicalKey(Flow node, KeyContext context);

    /** Returns the physical keys of a node whose dependencies have values, the preferred first; none for most types. */
    List<Digest> physicalKeys(Flow node, KeyContext context);

    /** Tells whether the sources of interns are looked at, so that their snapshots enter the keys. */
    boolean looksAtSources();

    /**
     * Tells whether the root of a graph that replaces a node has that node's logical key instead of its own, so that its result is
     * kept under it.
     */
    default boolean replacementsKeepKeys() {
        return false;
    }

    /** Tells whether results of a node are kept in the cache under this scheme. */
    boolean isCached(Flow node);
}
