package io.weirflow.defects;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A whole assoc, of which subclasses break one thing. */
public abstract class ForwardingAssoc implements Assoc {
    /** The whole one. */
    protected final Assoc inner;

    /** Forwards to a new one in memory. */
    protected ForwardingAssoc() {
        this(MemoryAssoc.create());
    }

    /** Forwards to another assoc. */
    protected ForwardingAssoc(Assoc inner) {
        this.inner = inner;
    }

    @Override
    public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        return inner.get(keys);
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries) {
        inner.store(entries);
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        inner.delete(keys);
    }

    @Override
    public List<Digest> expand(AssocKind kind, String hexPrefix) {
        return inner.expand(kind, hexPrefix);
    }

    @Override
    public long count() {
        return inner.count();
    }

    @Override
    public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
        inner.scan(kinds, action);
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        return inner.collect(policy);
    }
}
