package io.weirflow.cache;

import com.google.common.collect.ImmutableMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.LiveSet;
import io.weirflow.repository.Repository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Gathers the blobs that entries need: the one that holds a value, and the value's files. Decodes in batches. */
final class NeededBlobs {
    private static final int BATCH = 1000;

    /** A manifest is a blob and needs no others. */
    private static final AssocKind LEAF = AssocKind.MANIFEST;

    private static final long FILES_PER_ENTRY = 10;

    private final Repository repository;
    private final ImmutableMap<AssocKind, ValueFormat> formats;
    private final LiveSetBuilder blobs;
    private final List<Digest> usableKeys = new ArrayList<>();
    private final List<Digest> unusableKeys = new ArrayList<>();
    private final Map<AssocKind, Map<AssocKey, AssocValue>> pending = new HashMap<>();
    private long unusable;

    NeededBlobs(Repository repository, ImmutableMap<AssocKind, ValueFormat> formats, long entries) {
        this.repository = repository;
        this.formats = formats;
        this.blobs = new LiveSetBuilder(entries, FILES_PER_ENTRY);
    }

    void add(AssocEntry entry) {
        AssocKind kind = entry.key().kind();
        if (entry.value() instanceof AssocValue.Reference reference) {
            blobs.add(reference.digest());
        }
        if (kind == LEAF) {
            usableKeys.add(entry.key().digest());
            return;
        }
        if (!formats.containsKey(kind)) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "collect",
                    "there are entries of the kind " + kind.text()
                            + ", for which no format was given; nothing was removed",
                    entry.key().digest());
        }
        Map<AssocKey, AssocValue> batch = pending.computeIfAbsent(kind, any -> new HashMap<>());
        batch.put(entry.key(), entry.value());
        if (batch.size() >= BATCH) {
            decode(kind, batch);
        }
    }

    /** Decodes what is left, and tells which keys have a usable value and which have not. */
    void finish(Consumer<Digest> usableKey, Consumer<Digest> unusableKey) {
        pending.forEach(this::decode);
        usableKeys.forEach(usableKey);
        unusableKeys.forEach(unusableKey);
        unusable += unusableKeys.size();
        usableKeys.clear();
        unusableKeys.clear();
    }

    private void decode(AssocKind kind, Map<AssocKey, AssocValue> batch) {
        ValueFormat format = Objects.requireNonNull(formats.get(kind), "only kinds with a format are kept");
        StoredValues values =
                StoredValues.read(repository, format, List.copyOf(batch.keySet()), List.copyOf(batch.values()));
        batch.forEach((key, stored) -> {
            try {
                values.decode(key, stored).forEachFile((path, file) -> {
                    if (!file.isReference()) {
                        blobs.add(file.id());
                    }
                });
                usableKeys.add(key.digest());
            } catch (WeirflowException e) {
                if (e.is(ErrorKind.NOT_SUPPORTED)) { // a later version's: it may need any blob
                    throw e;
                }
                unusableKeys.add(key.digest());
            }
        });
        batch.clear();
    }

    LiveSet blobs() {
        return blobs.build();
    }

    long unusable() {
        return unusable;
    }
}
