package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Finds out which blobs are there, by asking for each or by listing. A listing tells of 1,000 objects whether they are wanted or
 * not, and costs as much as {@value #HEADS_PER_LIST} requests for single objects. Digests are spread evenly: so one page, which
 * is listed where the wanted ones begin, shows how dense the repository is, and thereby what is cheaper for the rest. A few blobs
 * are always asked for one by one.
 */
final class BlobPresence {
    /** Amazon takes $0.005 for 1,000 listings, $0.0004 for 1,000 requests for the head of an object. */
    static final int HEADS_PER_LIST = 13;

    /** A listing that does not help costs little in comparison with this many requests. */
    static final int FEW = 10 * HEADS_PER_LIST;

    private final S3Calls calls;
    private final BlobKeys keys;
    private final ObjectReader reader;

    BlobPresence(S3Calls calls, BlobKeys keys) {
        this.calls = calls;
        this.keys = keys;
        this.reader = new ObjectReader(calls);
    }

    /** Returns those digests for which there is no object. */
    Set<Digest> missing(Collection<Digest> digests) {
        SortedSet<Digest> unknown = new TreeSet<>(digests);
        Set<Digest> missing = new HashSet<>();
        while (unknown.size() > FEW) {
            if (!list(unknown, missing)) {
                break;
            }
        }
        missing.addAll(ask(unknown));
        return missing;
    }

    /**
     * Lists one page from the first unknown digest on, and takes away from the unknown ones what that tells. Returns false if
     * listing is not worth it.
     */
    private boolean list(SortedSet<Digest> unknown, Set<Digest> missing) {
        String before = keys.objects() + unknown.first();
        Lister.Page page;
        try {
            page = new Lister(calls).after(keys.bucket(), keys.objects(), beforeKey(before), "missing");
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_ALLOWED)) {
                return false;
            }
            throw e;
        }
        if (page.objects().isEmpty() && page.next().isPresent()) { // allowed, and tells nothing
            return false;
        }
        Set<Digest> present = new HashSet<>();
        page.objects().forEach(object -> keys.digest(object.key()).ifPresent(present::add));
        Set<Digest> told = page.next().isEmpty() ? new TreeSet<>(unknown) : toldBy(page, unknown);
        for (Digest digest : told) {
            if (!present.contains(digest)) {
                missing.add(digest);
            }
        }
        unknown.removeAll(told);
        return told.size() >= HEADS_PER_LIST;
    }

    /** A page that is not the last one tells of all up to its last key. */
    private Set<Digest> toldBy(Lister.Page page, SortedSet<Digest> unknown) {
        String last = page.objects().get(page.objects().size() - 1).key();
        Set<Digest> told = new HashSet<>();
        for (Digest digest : unknown) {
            if ((keys.objects() + digest).compareTo(last) > 0) {
                break;
            }
            told.add(digest);
        }
        return told;
    }

    /** Returns a text between a key and the blob before it: listings begin behind a key. */
    private static String beforeKey(String key) {
        int last = key.length() - 1;
        char previous = (char) (key.charAt(last) - 1);
        return key.substring(0, last) + previous + '~';
    }

    private Set<Digest> ask(Collection<Digest> digests) {
        Set<Digest> missing = ConcurrentHashMap.newKeySet();
        Parallel.forEach(new ArrayList<>(digests), calls.requests(), digest -> {
            if (!isPresent(digest)) {
                missing.add(digest);
            }
        });
        return missing;
    }

    private boolean isPresent(Digest digest) {
        try {
            reader.head(keys.blob(digest), "missing");
            return true;
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the digests of the blobs whose hexadecimal form begins with some digits, at most a page of them. */
    List<Digest> expand(String hexPrefix) {
        return new Lister(calls)
                .after(keys.bucket(), keys.objects() + "sha256:" + hexPrefix, "", "expand").objects().stream()
                        .flatMap(object -> keys.digest(object.key()).stream())
                        .collect(Collectors.toList());
    }
}
