package io.weirflow.testkit;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An assoc on which operations fail as told by {@link Faults}. */
public final class FaultyAssoc implements Assoc {
    private final Assoc inner;
    private final Faults faults;

    /** Wraps an assoc. */
    public FaultyAssoc(Assoc inner, Faults faults) {
        this.inner = inner;
        this.faults = faults;
    }

    @Override
    public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        return faults.run("get", () -> inner.get(keys));
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries) {
        faults.run("store", () -> inner.store(entries));
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        faults.run("delete", () -> inner.delete(keys));
    }

    @Override
    public List<Digest> expand(AssocKind kind, String hexPrefix) {
        return faults.run("expand", () -> inner.expand(kind, hexPrefix));
    }

    @Override
    public long count() {
        return faults.run("count", inner::count);
    }

    @Override
    public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
        faults.run("scan", () -> inner.scan(kinds, action));
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        return faults.run("collect", () -> inner.collect(policy));
    }
}
