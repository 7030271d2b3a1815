package io.weirflow.blob;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Buckets on the heap under the scheme {@code mem}, for tests. Thread-safe. */
public final class MemoryBlobStore implements BlobStore {
    /** The scheme of the URLs. */
    public static final String SCHEME = "mem";

    private final Map<String, MemoryBucket> buckets = new ConcurrentHashMap<>();
    private final Clock clock;

    private MemoryBlobStore(Clock clock) {
        this.clock = clock;
    }

    /** Returns a store with empty buckets of the given names. */
    public static MemoryBlobStore of(String... buckets) {
        return of(Clock.systemUTC(), buckets);
    }

    /** Returns a store with empty buckets of the given names that takes the objects' times from a clock. */
    public static MemoryBlobStore of(Clock clock, String... buckets) {
        MemoryBlobStore store = new MemoryBlobStore(clock);
        for (String name : buckets) {
            store.add(name, MemoryBucket.Hashes.KEPT);
        }
        return store;
    }

    /** Adds an empty bucket in place of one of the same name, and returns it. */
    public MemoryBucket add(String name, MemoryBucket.Hashes hashes) {
        MemoryBucket bucket = new MemoryBucket(SCHEME + "://" + name + "/", clock, hashes);
        buckets.put(name, bucket);
        return bucket;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public MemoryBucket bucket(String name) {
        MemoryBucket bucket = buckets.get(name);
        if (bucket == null) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST, "bucket", "there is no such bucket, only " + buckets.keySet(), name);
        }
        return bucket;
    }
}
