package io.weirflow.testkit;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;

/** What an implementer fills in for {@link AssocContract}. */
abstract class AssocHarness {
    /** The assoc under test. */
    protected Assoc assoc;

    /** Returns a new, empty assoc with the labels {@link #labels}. Called before each test; the subclass closes it. */
    protected abstract Assoc newAssoc() throws Exception;

    /** Returns the labels that the assoc attaches to what it stores. */
    protected Set<String> labels() {
        return Set.of();
    }

    /** Returns the kinds that the assoc can hold: at least two. */
    protected Set<AssocKind> kinds() {
        return EnumSet.allOf(AssocKind.class);
    }

    /** Tells whether values may be inline; references always may. */
    protected boolean inlines() {
        return true;
    }

    /** Closes the assoc as far as it can be closed, and opens its storage again, as after a restart of the process. */
    protected Optional<Assoc> reopen() throws Exception {
        return Optional.empty();
    }

    /** Opens the same storage a second time, as another process would that runs beside this one. */
    protected Optional<Assoc> secondHandle() throws Exception {
        return Optional.empty();
    }

    /** Makes an entry appear to have been used last at a time. Returns false if that cannot be done. */
    protected boolean backdate(AssocKey key, Instant lastUse) throws Exception {
        return false;
    }

    /** Returns when uses that were recorded in the background are recorded. */
    protected void settle() throws Exception {}

    /** Returns the number of entries of a large batch: several times what the store takes in one request. */
    protected int largeBatch() {
        return 2500;
    }

    /** Returns how many threads use the assoc at once, at least two. */
    protected int threads() {
        return 6;
    }

    /** Tells whether {@link Assoc#collect} is implemented. */
    protected boolean collects() {
        return true;
    }

    @BeforeEach
    final void begin() throws Exception {
        assoc = newAssoc();
    }

    /** Returns some kind that can be held. */
    final AssocKind kind() {
        return kinds().iterator().next();
    }

    final AssocKey key(long number) {
        return key(kind(), number);
    }

    static AssocKey key(AssocKind kind, long number) {
        return new AssocKey(kind, Digest.of("key " + number));
    }

    static AssocValue reference(long number) {
        return AssocValue.reference(Digest.of("value " + number));
    }

    /** Returns all entries, by key. */
    final Map<AssocKey, AssocEntry> scanned() {
        Map<AssocKey, AssocEntry> entries = new ConcurrentHashMap<>();
        List<AssocKey> twice = new ArrayList<>();
        assoc.scan(kinds(), entry -> {
            if (entries.put(entry.key(), entry) != null) {
                twice.add(entry.key());
            }
        });
        org.assertj.core.api.Assertions.assertThat(twice)
                .as("entries that a scan comes to twice")
                .isEmpty();
        return entries;
    }
}
