package io.weirflow.repository;

import io.weirflow.digest.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how many streams are in use at a time. */
final class CountingRepository implements Repository {
    private final MemoryRepository inner;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    CountingRepository(MemoryRepository inner) {
        this.inner = inner;
    }

    int most() {
        return most.get();
    }

    int count() {
        return inner.count();
    }

    private void begin() {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    }

    @Override
    public long size(Digest digest) {
        return inner.size(digest);
    }

    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        return inner.missing(digests);
    }

    @Override
    public InputStream open(Digest digest) {
        begin();
        Digest.of(new byte[1 << 16]); // takes a while
        return new FilterInputStream(inner.open(digest)) {
            @Override
            public void close() throws IOException {
                underWay.decrementAndGet();
                super.close();
            }
        };
    }

    @Override
    public Digest put(InputStream content) {
        begin();
        try {
            Digest.of(new byte[1 << 16]); // takes a while
            return inner.put(content);
        } finally {
            underWay.decrementAndGet();
        }
    }
}
