package io.weirflow.repository;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A repository on the heap, for tests and for work whose results need not outlive the process. Nothing blocks but the
 * streams that are passed in. Thread-safe.
 */
public final class MemoryRepository implements Repository {
    private final Map<Digest, Blob> blobs = new ConcurrentHashMap<>();
    private final Clock clock;

    private static final class Blob {
        final byte[] content;
        final Instant stored;

        Blob(byte[] content, Instant stored) {
            this.content = content;
            this.stored = stored;
        }
    }

    private MemoryRepository(Clock clock) {
        this.clock = clock;
    }

    /** Returns a new, empty repository. */
    public static MemoryRepository create() {
        return create(Clock.systemUTC());
    }

    /** Returns a new, empty repository that takes the age of blobs from a clock. */
    public static MemoryRepository create(Clock clock) {
        return new MemoryRepository(clock);
    }

    @Override
    public long size(Digest digest) {
        return blob(digest).content.length;
    }

    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        Set<Digest> missing = Set.of();
        for (Digest digest : digests) {
            if (!blobs.containsKey(digest)) {
                if (missing.isEmpty()) {
                    missing = new HashSet<>();
                }
                missing.add(digest);
            }
        }
        return missing;
    }

    @Override
    public InputStream open(Digest digest) {
        byte[] content = blob(digest).content;
        return new VerifyingInputStream(new ByteArrayInputStream(content), digest, content.length);
    }

    @Override
    public Digest put(InputStream content) {
        try {
            return keep(content.readAllBytes());
        } catch (IOException e) {
            throw Streams.failure(e, "put");
        }
    }

    @Override
    public Digest put(byte[] content) {
        return keep(content.clone());
    }

    private Digest keep(byte[] content) {
        Digest digest = Digest.of(content);
        blobs.put(digest, new Blob(content, clock.instant()));
        return digest;
    }

    /** Removes a blob, so that tests see what its absence leads to. Returns whether it was there. */
    public boolean remove(Digest digest) {
        return blobs.remove(digest) != null;
    }

    /** Puts wrong content under a digest, as a damaged disk would. */
    public void damage(Digest digest, byte[] wrong) {
        blobs.put(digest, new Blob(wrong, clock.instant()));
    }

    /** Makes a blob appear to have been stored at a time. */
    void backdate(Digest digest, Instant stored) {
        blobs.computeIfPresent(digest, (same, blob) -> new Blob(blob.content, stored));
    }

    /** Returns the number of blobs. */
    public int count() {
        return blobs.size();
    }

    /** Returns the sum of the blobs' sizes in bytes. Linear in their number. */
    public long sizeBytes() {
        return blobs.values().stream().mapToLong(blob -> blob.content.length).sum();
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        long examined = 0;
        long removed = 0;
        long removedBytes = 0;
        for (Iterator<Map.Entry<Digest, Blob>> i = blobs.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Digest, Blob> entry = i.next();
            examined++;
            if (policy.isGarbage(entry.getKey(), entry.getValue().stored)) {
                // Only as it was judged: a blob that was stored again meanwhile is young and stays.
                if (policy.dryRun() || blobs.remove(entry.getKey(), entry.getValue())) {
                    removed++;
                    removedBytes += entry.getValue().content.length;
                }
            }
        }
        return new CollectSummary(examined, removed, removedBytes);
    }

    private Blob blob(Digest digest) {
        Blob blob = blobs.get(digest);
        if (blob == null) {
            throw WeirflowException.of(ErrorKind.NOT_EXIST, "read", "the repository has no such blob", digest);
        }
        return blob;
    }
}
