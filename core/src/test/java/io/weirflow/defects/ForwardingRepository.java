package io.weirflow.defects;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;

/** A whole repository, of which subclasses break one thing. */
public abstract class ForwardingRepository implements Repository {
    /** The whole one. */
    protected final Repository inner;

    /** Forwards to a new one in memory. */
    protected ForwardingRepository() {
        this(MemoryRepository.create());
    }

    /** Forwards to another repository. */
    protected ForwardingRepository(Repository inner) {
        this.inner = inner;
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
        return inner.open(digest);
    }

    @Override
    public Digest put(InputStream content) {
        return inner.put(content);
    }

    @Override
    public File putFile(Path path) {
        return inner.putFile(path);
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        return inner.collect(policy);
    }
}
