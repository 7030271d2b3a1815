package io.weirflow.flow;

import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;

/**
 * How work is named in the cache: computes the keys of nodes, and the stored form of values.
 *
 * <p>A <em>logical</em> key says how a value comes about, down to its sources; a <em>physical</em> key says what is done to
 * which content. Implementations are thread-safe, quick and never block.
 */
public interface KeyScheme {
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

    /** Tells whether results of a node are kept in the cache under this scheme. */
    boolean isCached(Flow node);

    /** Returns the kinds under which entries are looked up, the preferred first. Entries are written under the first. */
    List<AssocKind> kinds();

    /**
     * Returns the stored form of a value.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED if this scheme has no form for it
     */
    byte[] encode(Fileset value);

    /**
     * Returns the value of a stored form.
     *
     * @throws io.weirflow.base.WeirflowException of kind INTEGRITY if it is malformed or cut off
     */
    Fileset decode(AssocKind kind, byte[] stored);

    /** Tells whether small stored forms are kept in the cache's index itself. */
    boolean inlinesValues();
}
