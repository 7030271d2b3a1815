package io.weirflow.repository;

import io.weirflow.digest.Digest;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Has a URL, and reads from others that have one by itself; nothing can be streamed into it. */
final class DirectRepository implements Repository {
    final List<Digest> read = new ArrayList<>();
    private final URI uri;
    private final Repository others;
    private final MemoryRepository own = MemoryRepository.create();

    DirectRepository(String uri, Repository others) {
        this.uri = URI.create(uri);
        this.others = others;
    }

    @Override
    public Optional<URI> uri() {
        return Optional.of(uri);
    }

    @Override
    public long size(Digest digest) {
        return own.size(digest);
    }

    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        return own.missing(digests);
    }

    @Override
    public InputStream open(Digest digest) {
        return own.open(digest);
    }

    @Override
    public Digest put(InputStream content) {
        throw new AssertionError("a stream where a direct transfer was possible");
    }

    @Override
    public boolean readFrom(URI source, Digest digest) {
        own.put(others.read(digest));
        read.add(digest);
        return true;
    }
}
