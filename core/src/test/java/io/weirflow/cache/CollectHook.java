package io.weirflow.cache;

import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An assoc on which something happens just before it collects. */
final class CollectHook implements Assoc {
    private final Assoc inner;
    private final Runnable before;

    CollectHook(Assoc inner, Runnable before) {
        this.inner = inner;
        this.before = before;
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
        before.run();
        return inner.collect(policy);
    }
}
