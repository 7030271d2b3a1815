package io.weirflow.cache;

import io.weirflow.fileset.Fileset;
import java.util.List;

/** How values are stored: under which kinds of entries, and as which bytes. Implementations are thread-safe and never block. */
public interface ValueFormat {
    /** Returns the kinds under which entries are looked up, the preferred first. Entries are written under the first. */
    List<AssocKind> kinds();

    /**
     * Returns the stored form of a value.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED if this format has no form for it
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
