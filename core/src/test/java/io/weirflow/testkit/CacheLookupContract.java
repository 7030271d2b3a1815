package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.LookupOptions;
import io.weirflow.cache.LookupResult.Found;
import io.weirflow.cache.LookupResult.Incomplete;
import io.weirflow.cache.LookupResult.Rejected;
import io.weirflow.cache.WriteOptions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link CacheContract} about which entry is taken, what makes one unusable, and its repair. */
abstract class CacheLookupContract extends CacheHarness {
    private static final AssocValue MALFORMED = AssocValue.inline(new byte[] {1, 2, 3});

    private static AssocKey entry(int key) {
        return new AssocKey(AssocKind.RESULT, key(key));
    }

    @Test
    void thePreferredKeyIsTaken() {
        Fileset one = smallValue(1);
        Fileset two = smallValue(2);
        cache.writeOne(List.of(key(1)), one, WRITE);
        cache.writeOne(List.of(key(2)), two, WRITE);
        assertThat(cache.lookup(
                        List.of(List.of(key(1), key(2)), List.of(key(2), key(1)), List.of(key(3), key(2))), LOOKUP))
                .containsExactly(
                        new Found(key(1), AssocKind.RESULT, one),
                        new Found(key(2), AssocKind.RESULT, two),
                        new Found(key(2), AssocKind.RESULT, two));
    }

    @Test
    void thePreferredKindIsTakenBeforeThePreferredKey() {
        Fileset old = smallValue(1);
        Fileset young = smallValue(2);
        Digest oldBlob = repository.put(BLOBS.encode(old));
        Digest youngBlob = repository.put(BLOBS.encode(young));
        assoc.store(Map.of(
                new AssocKey(AssocKind.FILESET, key(1)), AssocValue.reference(oldBlob),
                new AssocKey(AssocKind.FILESET_V2, key(2)), AssocValue.reference(youngBlob)));
        assertThat(cache.lookupOne(List.of(key(1), key(2)), LookupOptions.of(BLOBS)))
                .isEqualTo(new Found(key(2), AssocKind.FILESET_V2, young));
    }

    @Test
    void anOlderKindIsStoredAnewUnderThePreferredOne() {
        Fileset value = smallValue(1);
        AssocValue blob = AssocValue.reference(repository.put(BLOBS.encode(value)));
        assoc.store(Map.of(new AssocKey(AssocKind.FILESET, key(1)), blob));
        LookupOptions options = LookupOptions.of(BLOBS);
        assertThat(cache.lookupOne(List.of(key(1)), options.withRepairs(false)))
                .isEqualTo(new Found(key(1), AssocKind.FILESET, value));
        assertThat(assoc.get(new AssocKey(AssocKind.FILESET_V2, key(1)))).isEmpty();
        cache.lookupOne(List.of(key(1)), options);
        assertThat(assoc.get(new AssocKey(AssocKind.FILESET_V2, key(1)))).contains(blob);
    }

    @Test
    void keysWithoutAnEntryGetTheValueThatWasFound() {
        for (Fileset value : List.of(smallValue(1), largeValue(2))) {
            cache.writeOne(List.of(key(2)), value, WRITE);
            assoc.delete(List.of(entry(1), entry(3)));
            List<Digest> keys = List.of(key(1), key(2), key(3));
            cache.lookupOne(keys, LOOKUP.withRepairs(false));
            assertThat(assoc.get(List.of(entry(1), entry(3)))).isEmpty();
            cache.lookupOne(keys, LOOKUP);
            for (Digest key : keys) {
                assertThat(cache.lookupOne(List.of(key), LOOKUP)).isEqualTo(new Found(key, AssocKind.RESULT, value));
            }
        }
    }

    @Test
    void aRepairThatFailsDoesNoHarm() {
        Fileset value = smallValue(1);
        cache.writeOne(List.of(key(2)), value, WRITE);
        assocFaults.failBefore("store", 1, ErrorKind.UNAVAILABLE);
        assertThat(cache.lookupOne(List.of(key(1), key(2)), LOOKUP))
                .isEqualTo(new Found(key(2), AssocKind.RESULT, value));
        assertThat(assocFaults.allHappened()).isTrue();
    }

    @Test
    void aMalformedEntryIsRejectedAndReplaced() {
        assoc.store(Map.of(entry(1), MALFORMED, entry(2), MALFORMED));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.key()).isEqualTo(key(1));
            assertThat(rejected.detail()).contains("malformed");
        });
        Fileset value = smallValue(1);
        cache.writeOne(List.of(key(2)), value, WRITE);
        assertThat(cache.lookupOne(List.of(key(1), key(2)), LOOKUP))
                .isEqualTo(new Found(key(2), AssocKind.RESULT, value));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isEqualTo(new Found(key(1), AssocKind.RESULT, value));
    }

    @Test
    void aMalformedBlobIsRejected() {
        Digest blob = repository.put(new byte[] {1, 2, 3});
        assoc.store(Map.of(entry(1), AssocValue.reference(blob)));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOf(Rejected.class);
    }

    @Test
    void aDamagedBlobIsRejected() {
        cache.writeOne(List.of(key(1)), largeValue(1), WRITE);
        repositoryFaults.flip("open", 1, 100);
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOf(Rejected.class);
        repositoryFaults.truncate("open", 1, 100);
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOf(Rejected.class);
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOf(Found.class);
    }

    @Test
    void anEntryWhoseBlobIsGoneIsIncomplete() {
        AssocValue gone = AssocValue.reference(RepositoryHarness.absent(1));
        assoc.store(Map.of(entry(1), gone));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isEqualTo(new Incomplete(key(1), 1));
    }

    @Test
    void aValueWhoseFilesAreGoneIsIncomplete() throws Exception {
        Fileset lost = Fileset.list(List.of(smallValue(1), smallValue(2), smallValue(1), smallValue(3)));
        Fileset kept = smallValue(3);
        cache.writeOne(List.of(key(1)), lost, WRITE);
        cache.writeOne(List.of(key(2)), kept, WRITE);
        if (remove(repository, smallValue(1).file().id())
                && remove(repository, smallValue(2).file().id())) {
            assertThat(cache.lookup(List.of(List.of(key(1)), List.of(key(2))), LOOKUP))
                    .containsExactly(new Incomplete(key(1), 2), new Found(key(2), AssocKind.RESULT, kept));
            assertThat(cache.lookupOne(List.of(key(1), key(2)), LOOKUP))
                    .isEqualTo(new Found(key(2), AssocKind.RESULT, kept));
            assertThat(cache.lookupOne(List.of(key(1)), LOOKUP))
                    .as("the incomplete entry was replaced")
                    .isEqualTo(new Found(key(1), AssocKind.RESULT, kept));
        }
    }

    @Test
    void theNextEntryIsOfferedWhenOneIsNotAccepted() {
        Fileset one = smallValue(1);
        Fileset two = smallValue(2);
        cache.writeOne(List.of(key(1)), one, WRITE);
        cache.writeOne(List.of(key(2)), two, WRITE);
        LookupOptions picky = LOOKUP.withAcceptance((request, value) ->
                value.equals(one) && request == 1 ? Optional.of("its source has changed") : Optional.empty());
        assertThat(cache.lookup(List.of(List.of(key(1), key(2)), List.of(key(1), key(2)), List.of(key(1))), picky))
                .containsExactly(
                        new Found(key(1), AssocKind.RESULT, one),
                        new Found(key(2), AssocKind.RESULT, two),
                        new Found(key(1), AssocKind.RESULT, one));
        assertThat(cache.lookup(List.of(List.of(key(2)), List.of(key(1))), picky)
                        .get(1))
                .isEqualTo(new Rejected(key(1), "its source has changed"));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP))
                .as("an entry that was not accepted stays")
                .isEqualTo(new Found(key(1), AssocKind.RESULT, one));
    }

    @Test
    void storesThatCannotBeReadFailTheLookup() {
        cache.writeOne(List.of(key(1)), largeValue(1), WRITE);
        assocFaults.failBefore("get", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE, () -> cache.lookupOne(List.of(key(1)), LOOKUP));
        repositoryFaults.failBefore("open", 1, ErrorKind.TIMEOUT);
        assertFails(ErrorKind.TIMEOUT, () -> cache.lookupOne(List.of(key(1)), LOOKUP));
        repositoryFaults.failBefore("missing", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE, () -> cache.lookupOne(List.of(key(1)), LOOKUP));
        assertThat(cache.lookupOne(List.of(key(1)), LOOKUP)).isInstanceOf(Found.class);
    }

    @Test
    void severalRequestsForOneValueReadItsBlobOnce() {
        Fileset value = smallValue(1);
        cache.writeOne(List.of(key(1), key(2)), value, WriteOptions.of(BLOBS));
        repositoryFaults.resetCalls();
        cache.lookup(List.of(List.of(key(1)), List.of(key(2)), List.of(key(1))), LookupOptions.of(BLOBS));
        assertThat(repositoryFaults.calls("open")).isEqualTo(1);
    }
}
