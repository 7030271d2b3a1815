package io.weirflow.testkit;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.Cache;
import io.weirflow.cache.LookupOptions;
import io.weirflow.cache.ValueFormat;
import io.weirflow.cache.WriteOptions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.repository.Repository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** What an implementer fills in for {@link CacheContract}, and what its tests share. */
abstract class CacheHarness {
    /** A format with one kind, small values inline. */
    static final ValueFormat INLINE = DefaultKeyScheme.INSTANCE;

    /** A format with a preferred and an older kind, every value a blob, as Reflow's is. */
    static final ValueFormat BLOBS = new ValueFormat() {
        @Override
        public List<AssocKind> kinds() {
            return List.of(AssocKind.FILESET_V2, AssocKind.FILESET);
        }

        @Override
        public byte[] encode(Fileset value) {
            return INLINE.encode(value);
        }

        @Override
        public Fileset decode(AssocKind kind, byte[] stored) {
            return INLINE.decode(AssocKind.RESULT, stored);
        }

        @Override
        public boolean inlinesValues() {
            return false;
        }
    };

    static final LookupOptions LOOKUP = LookupOptions.of(INLINE);
    static final WriteOptions WRITE = WriteOptions.of(INLINE);

    /** Faults of the repository below the cache, and counts of the calls it gets. */
    final Faults repositoryFaults = new Faults();

    /** Faults of the assoc below the cache, and counts of the calls it gets. */
    final Faults assocFaults = new Faults();

    Repository repository;
    Assoc assoc;
    Cache cache;

    /** Returns a new, empty repository. */
    protected abstract Repository newRepository() throws Exception;

    /** Returns a new, empty assoc. */
    protected abstract Assoc newAssoc() throws Exception;

    /** Removes a blob from a repository as if it had been collected. Returns false if that cannot be done. */
    protected boolean remove(Repository from, Digest blob) throws Exception {
        return false;
    }

    @BeforeEach
    final void begin() throws Exception {
        repository = newRepository();
        assoc = newAssoc();
        cache = Cache.of(new FaultyRepository(repository, repositoryFaults), new FaultyAssoc(assoc, assocFaults));
    }

    static Digest key(int number) {
        return Digest.of("key " + number);
    }

    /** Stores a small file and returns a value that is this file. */
    final Fileset smallValue(int number) {
        byte[] content = Contents.bytes(20, number);
        return Fileset.of(File.resolved(repository.put(content), content.length));
    }

    /** Stores one file and returns a directory in which it has so many names that the value cannot be inline. */
    final Fileset largeValue(int number) {
        byte[] content = Contents.bytes(20, number);
        File file = File.resolved(repository.put(content), content.length);
        Map<String, File> files = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            files.put("a rather long name of a file, number " + i, file);
        }
        return Fileset.directory(files);
    }
}
