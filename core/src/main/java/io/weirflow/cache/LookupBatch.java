package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.DigestSet;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batch of lookups. It proceeds in rounds: each request offers its next entry, the entries are decoded, and the blobs
 * of all of them are checked together. Requests whose entry turned out unusable go into the next round.
 *
 * <p>The entries of all requests stand in parallel arrays, those of a request one after the other.
 */
final class LookupBatch {
    private static final int NONE = -1;

    private final Cache cache;
    private final List<? extends List<Digest>> requests;
    private final LookupOptions options;
    private final List<AssocKind> kinds;
    private final @Nullable LookupResult[] results;
    private final ReadRepair repair;

    /** Of each request, the first of its entries; at last the number of all entries. */
    private final int[] starts;
    /** Of each request, the entry that it offers next. */
    private final int[] cursors;

    private final AssocKey[] keys;
    private final @Nullable AssocValue[] stored;

    /** An entry that was decoded and accepted, and of which it remains to be seen whether its blobs are there. */
    private record Hit(int request, int entry, Fileset value) {}

    LookupBatch(Cache cache, List<? extends List<Digest>> requests, LookupOptions options) {
        this.cache = cache;
        this.requests = requests;
        this.options = options;
        this.kinds = options.format().kinds();
        this.results = new LookupResult[requests.size()];
        this.repair = new ReadRepair(cache, options.format());
        this.starts = new int[requests.size() + 1];
        for (int i = 0; i < requests.size(); i++) {
            starts[i + 1] = starts[i] + requests.get(i).size() * kinds.size();
        }
        this.cursors = Arrays.copyOf(starts, requests.size());
        this.keys = new AssocKey[starts[requests.size()]];
        this.stored = new AssocValue[keys.length];
    }

    List<LookupResult> run() {
        fetch();
        int[] pending = new int[requests.size()];
        Arrays.setAll(pending, i -> i);
        while (pending.length > 0) {
            pending = round(pending);
        }
        if (options.repairs()) {
            repair.run();
        }
        List<LookupResult> list = new ArrayList<>(results.length);
        for (LookupResult result : results) {
            list.add(result == null ? LookupResult.ABSENT : result);
        }
        return list;
    }

    private void fetch() {
        int entry = 0;
        for (int request = 0; request < results.length; request++) {
            List<Digest> own = requests.get(request);
            for (int kind = 0; kind < kinds.size(); kind++) {
                for (int i = 0; i < own.size(); i++) {
                    keys[entry++] = new AssocKey(kinds.get(kind), own.get(i));
                }
            }
        }
        Map<AssocKey, AssocValue> entries = cache.assoc().get(Arrays.asList(keys));
        for (int i = 0; i < keys.length && !entries.isEmpty(); i++) {
            stored[i] = entries.get(keys[i]);
        }
    }

    /** Tries the next entry of each pending request; returns those requests that have to try another. */
    private int[] round(int[] pending) {
        int[] again = new int[pending.length];
        int[] offering = new int[pending.length];
        int[] offered = new int[pending.length];
        List<AssocKey> offeredKeys = new ArrayList<>(pending.length);
        List<AssocValue> offeredValues = new ArrayList<>(pending.length);
        for (int request : pending) {
            int entry = nextEntry(request);
            if (entry != NONE) {
                offering[offeredKeys.size()] = request;
                offered[offeredKeys.size()] = entry;
                offeredKeys.add(keys[entry]);
                offeredValues.add(stored(entry));
            }
        }
        StoredValues values = StoredValues.read(cache.repository(), options.format(), offeredKeys, offeredValues);
        int size = 0;
        List<Hit> hits = new ArrayList<>(offeredKeys.size());
        for (int i = 0; i < offeredKeys.size(); i++) {
            Fileset value = accepted(offering[i], offered[i], values);
            if (value == null) {
                again[size++] = offering[i];
            } else {
                hits.add(new Hit(offering[i], offered[i], value));
            }
        }
        Set<Digest> missing = options.presence() == Presence.CHECK ? missing(hits) : Set.of();
        for (Hit hit : hits) {
            if (!isComplete(hit, missing)) {
                again[size++] = hit.request;
            }
        }
        return Arrays.copyOf(again, size);
    }

    private int nextEntry(int request) {
        while (cursors[request] < starts[request + 1]) {
            int entry = cursors[request]++;
            if (stored[entry] != null) {
                return entry;
            }
        }
        return NONE;
    }

    private AssocValue stored(int entry) {
        AssocValue value = stored[entry];
        if (value == null) {
            throw new IllegalStateException("only entries that are there are offered");
        }
        return value;
    }

    /** Returns the value of an entry, or null if there is none that may be used. */
    private @Nullable Fileset accepted(int request, int entry, StoredValues values) {
        Fileset value;
        try {
            value = values.decode(keys[entry], stored(entry));
        } catch (WeirflowException e) {
            note(
                    request,
                    e.is(ErrorKind.NOT_EXIST)
                            ? new LookupResult.Incomplete(keys[entry].digest(), 1)
                            : new LookupResult.Rejected(keys[entry].digest(), "malformed entry: " + e.getMessage()));
            repair.unusable(keys[entry]);
            return null;
        }
        Optional<String> rejection = options.acceptance().rejection(request, value);
        if (rejection.isPresent()) {
            note(request, new LookupResult.Rejected(keys[entry].digest(), rejection.get()));
            return null;
        }
        return value;
    }

    /** Makes a hit the result of its request if its blobs are all there. */
    private boolean isComplete(Hit hit, Set<Digest> missing) {
        AssocKey key = keys[hit.entry];
        long lacking = missing.isEmpty() ? 0 : lacking(hit.value, missing);
        if (lacking > 0) {
            repair.unusable(key);
            note(hit.request, new LookupResult.Incomplete(key.digest(), lacking));
            return false;
        }
        results[hit.request] = new LookupResult.Found(key.digest(), key.kind(), hit.value);
        if (options.repairs()) {
            repair(hit);
        }
        return true;
    }

    /** Has a value stored under those keys of its request that have no usable entry of the preferred kind. */
    private void repair(Hit hit) {
        int first = starts[hit.request];
        int count = requests.get(hit.request).size();
        List<Digest> lacking = List.of();
        for (int entry = first; entry < first + count; entry++) {
            if (entry != hit.entry && (stored[entry] == null || repair.isUnusable(keys[entry]))) {
                lacking = lacking.isEmpty() ? new ArrayList<>(count) : lacking;
                lacking.add(keys[entry].digest());
            }
        }
        if (!lacking.isEmpty()) {
            repair.lacking(lacking, keys[hit.entry].kind(), stored(hit.entry), hit.value);
        }
    }

    private Set<Digest> missing(List<Hit> hits) {
        DigestSet all = new DigestSet(hits.size());
        for (int i = 0; i < hits.size(); i++) {
            hits.get(i).value.forEachFile((path, file) -> {
                if (!file.isReference()) {
                    all.add(file.id());
                }
            });
        }
        if (all.isEmpty()) {
            return Set.of();
        }
        return options.seen()
                .map(seen -> seen.missing(cache.repository(), all))
                .orElseGet(() -> cache.repository().missing(all));
    }

    private static long lacking(Fileset value, Set<Digest> missing) {
        DigestSet lacking = new DigestSet(0);
        value.forEachFile((path, file) -> {
            if (!file.isReference() && missing.contains(file.id())) {
                lacking.add(file.id());
            }
        });
        return lacking.size();
    }

    /** Keeps the first reason, which is about the most preferred entry. */
    private void note(int request, LookupResult reason) {
        if (results[request] == null) {
            results[request] = reason;
        }
    }
}
