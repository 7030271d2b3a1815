package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Optional;

/** What a {@link KeyScheme} may ask about the evaluation that a node is part of. Only valid during the call. */
public interface KeyContext {
    /**
     * Returns the logical key of a node that the current one depends on, or that the body of the current map depends on: it
     * was computed before.
     */
    Digest logicalKey(Flow node);

    /** Returns the digest of the snapshot of an intern's source, absent where the source is declared immutable. */
    Optional<Digest> snapshot(InternNode node);

    /** Returns the identity of the environment that the executor runs an image in. */
    String environment(String image);

    /** Returns the values of the current node's dependencies; only in {@link KeyScheme#physicalKeys}. */
    List<Fileset> values();
}
