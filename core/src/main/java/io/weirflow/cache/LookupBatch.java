package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batch of lookups. It proceeds in rounds: each request offers its next entry, the entries are decoded, and the blobs
 * of all of them are checked together. Requests whose entry turned out unusable go into the next round.
 */
final class LookupBatch {
    private final Cache cache;
    private final List<? extends List<Digest>> requests;
    private final LookupOptions options;
    private final List<AssocKind> kinds;
    private final AssocKey[][] candidates;
    private final int[] tried;
    private final @Nullable LookupResult[] results;
    private final ReadRepair repair;
    private Map<AssocKey, AssocValue> entries = Map.of();

    /** An entry that was decoded and accepted, and of which it remains to be seen whether its blobs are there. */
    record Hit(int request, AssocKey key, AssocValue stored, Fileset value) {}

    LookupBatch(Cache cache, List<? extends List<Digest>> requests, LookupOptions options) {
        this.cache = cache;
        this.requests = requests;
        this.options = options;
        this.kinds = options.format().kinds();
        this.candidates = new AssocKey[requests.size()][];
        this.tried = new int[requests.size()];
        this.results = new LookupResult[requests.size()];
        this.repair = new ReadRepair(cache, options.format());
    }

    List<LookupResult> run() {
        entries = cache.assoc().get(allKeys());
        List<Integer> pending = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            pending.add(i);
        }
        while (!pending.isEmpty()) {
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

    private List<AssocKey> allKeys() {
        List<AssocKey> all = new ArrayList<>(requests.size() * kinds.size());
        for (int i = 0; i < candidates.length; i++) {
            List<Digest> keys = requests.get(i);
            AssocKey[] own = new AssocKey[keys.size() * kinds.size()];
            int next = 0;
            for (AssocKind kind : kinds) {
                for (Digest key : keys) {
                    own[next] = new AssocKey(kind, key);
                    all.add(own[next++]);
                }
            }
            candidates[i] = own;
        }
        return all;
    }

    /** Tries the next entry of each pending request; returns those requests that have to try another. */
    private List<Integer> round(List<Integer> pending) {
        List<Integer> again = new ArrayList<>(0);
        List<Integer> offering = new ArrayList<>(pending.size());
        List<AssocKey> keys = new ArrayList<>(pending.size());
        for (int request : pending) {
            AssocKey key = nextEntry(request);
            if (key != null) {
                offering.add(request);
                keys.add(key);
            }
        }
        StoredValues values = StoredValues.read(cache.repository(), options.format(), keys, entries);
        List<Hit> hits = new ArrayList<>(offering.size());
        for (int i = 0; i < keys.size(); i++) {
            int request = offering.get(i);
            Hit hit = decode(request, keys.get(i), values);
            if (hit == null) {
                again.add(request);
            } else {
                hits.add(hit);
            }
        }
        again.addAll(checkPresence(hits));
        return again;
    }

    private @Nullable AssocKey nextEntry(int request) {
        AssocKey[] own = candidates[request];
        while (tried[request] < own.length) {
            AssocKey key = own[tried[request]++];
            if (entries.containsKey(key)) {
                return key;
            }
        }
        return null;
    }

    private @Nullable Hit decode(int request, AssocKey key, StoredValues values) {
        AssocValue stored = values.stored(key);
        Fileset value;
        try {
            value = values.decode(key);
        } catch (WeirflowException e) {
            note(
                    request,
                    e.is(ErrorKind.NOT_EXIST)
                            ? new LookupResult.Incomplete(key.digest(), 1)
                            : new LookupResult.Rejected(key.digest(), "malformed entry: " + e.getMessage()));
            repair.unusable(key);
            return null;
        }
        Optional<String> rejection = options.acceptance().rejection(request, value);
        if (rejection.isPresent()) {
            note(request, new LookupResult.Rejected(key.digest(), rejection.get()));
            return null;
        }
        return new Hit(request, key, stored, value);
    }

    /** Accepts the hits whose blobs are all there; returns the requests of the others. */
    private List<Integer> checkPresence(List<Hit> hits) {
        Set<Digest> missing = options.presence() == Presence.CHECK ? missing(hits) : Set.of();
        List<Integer> again = new ArrayList<>(0);
        for (Hit hit : hits) {
            long lacking = missing.isEmpty() ? 0 : lacking(hit.value, missing);
            if (lacking == 0) {
                results[hit.request] = new LookupResult.Found(hit.key.digest(), hit.key.kind(), hit.value);
                repair.found(requests.get(hit.request), hit, entries);
            } else {
                repair.unusable(hit.key);
                note(hit.request, new LookupResult.Incomplete(hit.key.digest(), lacking));
                again.add(hit.request);
            }
        }
        return again;
    }

    private Set<Digest> missing(List<Hit> hits) {
        Set<Digest> all = new LinkedHashSet<>(2 * hits.size());
        for (Hit hit : hits) {
            hit.value.forEachFile((path, file) -> {
                if (!file.isReference()) {
                    all.add(file.id());
                }
            });
        }
        return all.isEmpty() ? Set.of() : cache.repository().missing(all);
    }

    private static long lacking(Fileset value, Set<Digest> missing) {
        Set<Digest> lacking = new HashSet<>();
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
