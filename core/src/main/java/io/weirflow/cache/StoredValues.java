package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The values that some entries hold: those in blobs are read several at a time, each once. */
final class StoredValues {
    private final ValueFormat format;
    private final Map<AssocKey, Object> fromBlobs;

    private StoredValues(ValueFormat format, Map<AssocKey, Object> fromBlobs) {
        this.format = format;
        this.fromBlobs = fromBlobs;
    }

    /**
     * Reads what is in blobs.
     *
     * @param keys the keys of entries
     * @param stored what these hold, in the same order
     */
    static StoredValues read(Repository repository, ValueFormat format, List<AssocKey> keys, List<AssocValue> stored) {
        Set<AssocKey> blobs = new LinkedHashSet<>(0);
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i) instanceof AssocValue.Reference reference) {
                blobs.add(new AssocKey(keys.get(i).kind(), reference.digest()));
            }
        }
        if (blobs.isEmpty()) {
            return new StoredValues(format, Map.of());
        }
        Map<AssocKey, Object> decoded = new ConcurrentHashMap<>();
        Parallel.forEach(
                new ArrayList<>(blobs),
                Cache.PARALLEL_VALUES,
                blob -> decoded.put(blob, decodeBlob(repository, format, blob)));
        return new StoredValues(format, decoded);
    }

    /** Returns the value, or the exception that says why there is none. A repository that cannot be read fails the whole. */
    private static Object decodeBlob(Repository repository, ValueFormat format, AssocKey blob) {
        byte[] bytes;
        try {
            bytes = repository.read(blob.digest());
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST) || e.is(ErrorKind.INTEGRITY)) {
                return e;
            }
            throw e;
        }
        try {
            return format.decode(blob.kind(), bytes);
        } catch (WeirflowException e) {
            return e;
        }
    }

    /**
     * Returns the value of an entry.
     *
     * @throws WeirflowException of kind NOT_EXIST if the blob it is in is missing, of any other kind if it is malformed
     */
    Fileset decode(AssocKey key, AssocValue stored) {
        if (stored instanceof AssocValue.Inline inline) {
            return format.decode(key.kind(), inline.bytes());
        }
        Digest blob = ((AssocValue.Reference) stored).digest();
        Object decoded = Objects.requireNonNull(fromBlobs.get(new AssocKey(key.kind(), blob)), "was read before");
        if (decoded instanceof WeirflowException e) {
            throw e;
        }
        return (Fileset) decoded;
    }
}
