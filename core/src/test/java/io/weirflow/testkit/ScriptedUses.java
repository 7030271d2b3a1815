package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Counts the uses of files that a {@link ScriptedExecutor} gives out. Thread-safe. */
final class ScriptedUses {
    private final Map<Digest, Integer> counts = new HashMap<>();

    synchronized void take(Fileset fileset) {
        fileset.distinctFiles().keySet().forEach(digest -> counts.merge(digest, 1, Integer::sum));
    }

    synchronized void giveBack(Fileset fileset) {
        Set<Digest> digests = fileset.distinctFiles().keySet();
        for (Digest digest : digests) {
            if (!counts.containsKey(digest)) {
                throw WeirflowException.of(ErrorKind.PRECONDITION, "unload", "more than was loaded", digest);
            }
        }
        digests.forEach(digest -> counts.computeIfPresent(digest, (same, count) -> count == 1 ? null : count - 1));
    }
}
