package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.DigestSet;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One batch of writes: content first, then the entries that lead to it. */
final class WriteBatch {
    private static final int NAMED_MISSING = 5;

    private final Cache cache;
    private final List<CacheWrite> writes;
    private final WriteOptions options;
    private final Map<Integer, Failure> refused = new TreeMap<>();
    private final Map<AssocKey, AssocValue> entries;
    private final List<LargeValue> largeValues = new ArrayList<>(0);

    /** A value that gets a blob of its own. */
    private static final class LargeValue {
        final List<Digest> keys;
        final byte[] bytes;

        LargeValue(List<Digest> keys, byte[] bytes) {
            this.keys = keys;
            this.bytes = bytes;
        }
    }

    WriteBatch(Cache cache, List<CacheWrite> writes, WriteOptions options) {
        this.cache = cache;
        this.writes = writes;
        this.options = options;
        this.entries = new HashMap<>(2 * writes.size());
    }

    Map<Integer, Failure> run() {
        Set<Digest> missing = missing();
        for (int i = 0; i < writes.size(); i++) {
            try {
                check(writes.get(i), missing);
                encode(writes.get(i));
            } catch (WeirflowException e) {
                refused.put(i, e.failure());
            }
        }
        storeLargeValues();
        if (!entries.isEmpty()) {
            cache.repository().flush();
            cache.assoc().store(entries);
        }
        return refused;
    }

    private Set<Digest> missing() {
        if (options.presence() != Presence.CHECK) {
            return Set.of();
        }
        DigestSet all = new DigestSet(writes.size());
        for (CacheWrite write : writes) {
            write.value().forEachFile((path, file) -> {
                if (!file.isReference()) {
                    all.add(file.id());
                }
            });
        }
        return all.isEmpty() ? Set.of() : cache.repository().missing(all);
    }

    private void check(CacheWrite write, Set<Digest> missing) {
        write.value().forEachFile((path, file) -> {
            if (file.isReference()) {
                refuseReference(path, file);
            }
        });
        if (!missing.isEmpty()) {
            refuseMissing(write, missing);
        }
    }

    private static void refuseMissing(CacheWrite write, Set<Digest> missing) {
        DigestSet lacking = new DigestSet(0);
        write.value().forEachFile((path, file) -> {
            if (!file.isReference() && missing.contains(file.id())) {
                lacking.add(file.id());
            }
        });
        if (!lacking.isEmpty()) {
            Object[] named = lacking.stream().limit(NAMED_MISSING).toArray();
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST,
                    "cache write",
                    lacking.size() + " blobs of the value are not in the repository: transfer them first",
                    named);
        }
    }

    private void refuseReference(String path, File file) {
        if (!options.acceptsReferences()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "cache write",
                    "the value holds a reference, which may change: load it first",
                    path,
                    file.source());
        }
    }

    private void encode(CacheWrite write) {
        Fileset value = write.value();
        byte[] bytes = options.format().encode(value);
        if (options.format().inlinesValues() && bytes.length <= AssocValue.MAX_INLINE_BYTES) {
            enter(write.keys(), AssocValue.inline(bytes));
        } else {
            largeValues.add(new LargeValue(write.keys(), bytes));
        }
    }

    private void storeLargeValues() {
        Parallel.forEach(largeValues, Cache.PARALLEL_VALUES, large -> {
            Digest blob = cache.repository().put(large.bytes);
            synchronized (entries) {
                enter(large.keys, AssocValue.reference(blob));
            }
        });
    }

    private void enter(List<Digest> keys, AssocValue value) {
        AssocKind kind = options.format().kinds().get(0);
        for (Digest key : keys) {
            entries.put(new AssocKey(kind, key), value);
        }
    }
}
