package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.CacheWrite;
import io.weirflow.cache.LookupResult;
import io.weirflow.cache.LookupResult.Found;
import io.weirflow.cache.Presence;
import io.weirflow.cache.WriteOptions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.MemoryRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link io.weirflow.cache.Cache} over a repository and an assoc: extend it and return the two, to see that they
 * work together.
 */
public abstract class CacheContract extends CacheLookupContract {
    @Test
    void whatWasWrittenIsFoundUnderEachKey() {
        for (Fileset value :
                List.of(smallValue(1), largeValue(2), Fileset.EMPTY, Fileset.list(List.of(smallValue(3))))) {
            cache.writeOne(List.of(key(1), key(2)), value, WRITE);
            for (int i = 1; i <= 2; i++) {
                assertThat(cache.lookupOne(List.of(key(i)), LOOKUP))
                        .isEqualTo(new Found(key(i), AssocKind.RESULT, value));
            }
            assertThat(cache.lookupOne(List.of(key(3)), LOOKUP)).isEqualTo(LookupResult.ABSENT);
        }
    }

    @Test
    void aSmallValueCostsNoBlob() {
        Fileset value = smallValue(1);
        cache.writeOne(List.of(key(1)), value, WRITE);
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOf(Found.class);
        assertThat(repositoryFaults.calls("put")).isZero();
        assertThat(repositoryFaults.calls("open")).isZero();
    }

    @Test
    void aBatchCostsOneCallOfEachKind() {
        List<CacheWrite> writes = new ArrayList<>();
        List<List<Digest>> requests = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(new CacheWrite(List.of(key(2 * i), key(2 * i + 1)), smallValue(i)));
            requests.add(List.of(key(2 * i), key(2 * i + 1)));
        }
        assertThat(cache.write(writes, WRITE)).isEmpty();
        assertThat(repositoryFaults.calls("missing")).isEqualTo(1);
        assertThat(repositoryFaults.calls("flush")).isEqualTo(1);
        assertThat(assocFaults.calls("store")).isEqualTo(1);
        repositoryFaults.resetCalls();
        List<LookupResult> results = cache.lookup(requests, LOOKUP);
        for (int i = 0; i < 300; i++) {
            assertThat(results.get(i))
                    .isEqualTo(new Found(
                            key(2 * i), AssocKind.RESULT, writes.get(i).value()));
        }
        assertThat(assocFaults.calls("get")).isEqualTo(1);
        assertThat(assocFaults.calls("store")).isEqualTo(1);
        assertThat(repositoryFaults.calls("missing")).isEqualTo(1);
        assertThat(cache.lookup(List.of(), LOOKUP)).isEmpty();
    }

    @Test
    void contentIsDurableBeforeTheEntriesThatLeadToIt() {
        repositoryFaults.failBefore("flush", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE, () -> cache.writeOne(List.of(key(1)), largeValue(1), WRITE));
        assertThat(assocFaults.calls("store")).isZero();
        repositoryFaults.failAfter("put", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE, () -> cache.writeOne(List.of(key(1)), largeValue(1), WRITE));
        assertThat(assocFaults.calls("store")).isZero();
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isEqualTo(LookupResult.ABSENT);
    }

    @Test
    void whatIsRefusedDoesNotKeepOthersFromBeingWritten() {
        Fileset reference = Fileset.of(File.reference("mem://bucket/x", "etag", 5));
        Fileset absent = Fileset.of(File.resolved(RepositoryHarness.absent(1), 5));
        Fileset good = smallValue(1);
        Map<Integer, Failure> refused = cache.write(
                List.of(
                        new CacheWrite(List.of(key(1)), reference),
                        new CacheWrite(List.of(key(2)), good),
                        new CacheWrite(List.of(key(3)), absent)),
                WRITE);
        assertThat(refused).containsOnlyKeys(0, 2);
        assertThat(refused.get(0).kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(refused.get(0).toString()).contains("mem://bucket/x");
        assertThat(refused.get(2).kind()).isEqualTo(ErrorKind.NOT_EXIST);
        assertThat(refused.get(2).toString())
                .contains(RepositoryHarness.absent(1).toString());
        assertThat(cache.lookup(List.of(List.of(key(1)), List.of(key(2)), List.of(key(3))), LOOKUP))
                .containsExactly(LookupResult.ABSENT, new Found(key(2), AssocKind.RESULT, good), LookupResult.ABSENT);
        assertFails(ErrorKind.INVALID, () -> cache.writeOne(List.of(key(1)), reference, WRITE));
    }

    @Test
    void referencesAndUncheckedValuesAreWrittenIfAsked() {
        Fileset reference = Fileset.of(File.reference("mem://bucket/x", "etag", 5));
        cache.writeOne(List.of(key(1)), reference, WRITE.withReferences(true));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isEqualTo(new Found(key(1), AssocKind.RESULT, reference));
        Fileset absent = Fileset.of(File.resolved(RepositoryHarness.absent(1), 5));
        cache.writeOne(List.of(key(2)), absent, WRITE.withPresence(Presence.TRUST));
        assertThat(cache.lookupOne(List.of(key(2)), LOOKUP)).isEqualTo(new LookupResult.Incomplete(key(2), 1));
        assertThat(cache.lookupOne(List.of(key(2)), LOOKUP.withPresence(Presence.TRUST)))
                .isEqualTo(new Found(key(2), AssocKind.RESULT, absent));
    }

    @Test
    void aFormatWithoutInlineValuesStoresBlobs() {
        Fileset value = smallValue(1);
        cache.writeOne(List.of(key(1)), value, WriteOptions.of(BLOBS));
        assertThat(assoc.get(new AssocKey(AssocKind.FILESET_V2, key(1))))
                .contains(AssocValue.reference(Digest.of(BLOBS.encode(value))));
        assertThat(repository.read(Digest.of(BLOBS.encode(value)))).isEqualTo(BLOBS.encode(value));
    }

    @Test
    void whatWasDeletedIsNotFound() {
        Fileset value = largeValue(1);
        cache.writeOne(List.of(key(1), key(2)), value, WRITE);
        cache.delete(List.of(key(1), key(3)), INLINE);
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isEqualTo(LookupResult.ABSENT);
        assertThat(cache.lookupOne(List.of(key(2)), LOOKUP)).isInstanceOf(Found.class);
    }

    @Test
    void valuesAreTransferredElsewhere() {
        MemoryRepository elsewhere = MemoryRepository.create();
        Fileset value = Fileset.list(List.of(smallValue(1), largeValue(2)));
        assertThat(cache.needTransfer(elsewhere, value)).hasSize(2);
        cache.transfer(elsewhere, value);
        assertThat(cache.needTransfer(elsewhere, value)).isEmpty();
        value.forEachFile(
                (path, file) -> assertThat(elsewhere.contains(file.id())).isTrue());
        Fileset reference = Fileset.of(File.reference("mem://bucket/x", "etag", 5));
        assertFails(ErrorKind.INVALID, () -> cache.needTransfer(elsewhere, reference));
        assertFails(ErrorKind.INVALID, () -> cache.transfer(elsewhere, reference));
    }
}
