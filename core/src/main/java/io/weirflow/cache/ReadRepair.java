package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stores values that a lookup found under those of their keys that had no usable entry. */
final class ReadRepair {
    private static final Logger LOGGER = System.getLogger(ReadRepair.class.getName());

    private final Cache cache;
    private final ValueFormat format;
    private final Set<AssocKey> unusable = new HashSet<>(0);
    private final Map<AssocKey, AssocValue> copies = new HashMap<>(0);
    private final List<CacheWrite> upgrades = new ArrayList<>(0);

    ReadRepair(Cache cache, ValueFormat format) {
        this.cache = cache;
        this.format = format;
    }

    /** Takes note of an entry that is malformed or incomplete and may be replaced. */
    void unusable(AssocKey key) {
        unusable.add(key);
    }

    /** Tells whether note was taken of an entry as unusable. */
    boolean isUnusable(AssocKey key) {
        return !unusable.isEmpty() && unusable.contains(key);
    }

    /** Takes note of keys that have no usable entry of the preferred kind, and of what was found instead. */
    void lacking(List<Digest> digests, AssocKind foundAs, AssocValue stored, Fileset value) {
        AssocKind kind = format.kinds().get(0);
        if (foundAs == kind) {
            digests.forEach(digest -> copies.put(new AssocKey(kind, digest), stored));
        } else {
            upgrades.add(new CacheWrite(digests, value));
        }
    }

    /** Stores what was noted. */
    void run() {
        try {
            if (!copies.isEmpty()) {
                cache.assoc().store(copies);
            }
            if (!upgrades.isEmpty()) {
                cache.write(upgrades, new WriteOptions(format, Presence.TRUST, true));
            }
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            LOGGER.log(
                    Level.WARNING,
                    "cannot repair entries of the cache, which will be tried again: {0}",
                    e.getMessage());
        }
    }
}
