package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Counts the uses of objects that loads and promotions take and unloads give back. Thread-safe. */
public final class ObjectUses {
    private final Map<Digest, Integer> counts = new HashMap<>();
    private final Set<Digest> dead = new HashSet<>();

    /** Creates a count of nothing. */
    public ObjectUses() {}

    /** Takes one use of each distinct file. */
    public synchronized void take(Fileset fileset) {
        for (Digest digest : distinct(fileset)) {
            counts.merge(digest, 1, Integer::sum);
            dead.remove(digest);
        }
    }

    /**
     * Gives back one use of each distinct file: of all or, on failure, of none.
     *
     * @throws WeirflowException of kind PRECONDITION if one has no use left
     */
    public synchronized void giveBack(Fileset fileset) {
        Set<Digest> digests = distinct(fileset);
        for (Digest digest : digests) {
            if (!counts.containsKey(digest)) {
                throw WeirflowException.of(
                        ErrorKind.PRECONDITION, "unload", "was not loaded or promoted, or unloaded already", digest);
            }
        }
        for (Digest digest : digests) {
            int left = counts.merge(digest, -1, Integer::sum);
            if (left == 0) {
                counts.remove(digest);
                dead.add(digest);
            }
        }
    }

    /** Returns how many objects have had uses and have none now. */
    synchronized int deadCount() {
        return dead.size();
    }

    /** Returns and forgets the objects that have had uses and have none now. */
    synchronized Set<Digest> takeDead() {
        Set<Digest> taken = Set.copyOf(dead);
        dead.clear();
        return taken;
    }

    /** Tells whether an object has uses. */
    synchronized boolean isUsed(Digest digest) {
        return counts.containsKey(digest);
    }

    private static Set<Digest> distinct(Fileset fileset) {
        Set<Digest> digests = new LinkedHashSet<>();
        fileset.forEachFile((path, file) -> digests.add(file.digest()));
        return digests;
    }
}
