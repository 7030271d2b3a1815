package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static io.weirflow.testkit.StorageAssertions.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Assoc}: extend it, return the implementation, and say through the hooks what it can do. What it
 * cannot do is not tested.
 */
public abstract class AssocContract extends AssocCollectContract {
    @Test
    void whatWasStoredIsGot() {
        Map<AssocKey, AssocValue> entries = new LinkedHashMap<>();
        entries.put(key(1), reference(1));
        if (inlines()) {
            for (int size : new int[] {0, 1, 255, AssocValue.MAX_INLINE_BYTES - 1, AssocValue.MAX_INLINE_BYTES}) {
                entries.put(key(10 + size), AssocValue.inline(Contents.bytes(size, 1)));
            }
        }
        assoc.store(entries);
        assertThat(assoc.get(entries.keySet())).isEqualTo(entries);
        entries.forEach((key, value) -> assertThat(assoc.get(key)).contains(value));
    }

    @Test
    void whatIsAbsentIsLeftOut() {
        assoc.store(Map.of(key(1), reference(1)));
        assertThat(assoc.get(key(2))).isEmpty();
        assertThat(assoc.get(List.of(key(2), key(1), key(1), key(3)))).containsOnly(Map.entry(key(1), reference(1)));
        assertThat(assoc.get(List.of())).isEmpty();
    }

    @Test
    void kindsDoNotMix() {
        List<AssocKind> kinds = List.copyOf(kinds());
        for (int i = 0; i < kinds.size(); i++) {
            assertThat(assoc.get(key(kinds.get(i), 1))).isEmpty();
            assoc.store(Map.of(key(kinds.get(i), 1), reference(i)));
        }
        for (int i = 0; i < kinds.size(); i++) {
            assertThat(assoc.get(key(kinds.get(i), 1))).contains(reference(i));
        }
        assoc.delete(List.of(key(kinds.get(0), 1)));
        assertThat(assoc.get(key(kinds.get(0), 1))).isEmpty();
        assertThat(assoc.get(key(kinds.get(1), 1))).contains(reference(1));
    }

    @Test
    void storingReplaces() {
        assoc.store(Map.of(key(1), reference(1), key(2), reference(2)));
        assoc.store(Map.of(key(1), reference(3)));
        assertThat(assoc.get(List.of(key(1), key(2)))).isEqualTo(Map.of(key(1), reference(3), key(2), reference(2)));
        if (inlines()) {
            AssocValue inline = AssocValue.inline(Contents.bytes(100, 2));
            assoc.store(Map.of(key(1), inline));
            assertThat(assoc.get(key(1))).contains(inline);
            assoc.store(Map.of(key(1), reference(1)));
            assertThat(assoc.get(key(1))).contains(reference(1));
        }
        assertThat(scanned()).hasSize(2);
    }

    @Test
    void whatWasDeletedIsGone() {
        assoc.store(Map.of(key(1), reference(1), key(2), reference(2)));
        assoc.delete(List.of(key(1), key(3)));
        assoc.delete(List.of());
        assertThat(assoc.get(List.of(key(1), key(2), key(3)))).isEqualTo(Map.of(key(2), reference(2)));
        assertThat(scanned()).containsOnlyKeys(key(2));
    }

    @Test
    void batchesMayBeLarge() {
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        List<AssocKey> asked = new ArrayList<>();
        for (int i = 0; i < largeBatch(); i++) {
            entries.put(key(i), reference(i));
            asked.add(key(i));
            asked.add(key(-1 - i));
        }
        assoc.store(entries);
        assertThat(assoc.get(asked)).isEqualTo(entries);
        assertThat(scanned()).hasSize(largeBatch());
        assoc.delete(entries.keySet());
        assertThat(assoc.get(asked)).isEmpty();
        assertThat(scanned()).isEmpty();
    }

    @Test
    void anAbbreviationIsExpanded() {
        Digest digest = key(1).digest();
        assoc.store(Map.of(key(1), reference(1)));
        for (int length : new int[] {4, 5, 7, 8, 9, 16, 63, 64}) {
            String prefix = digest.hex().substring(0, length);
            assertThat(assoc.expand(kind(), prefix)).containsExactly(digest);
            char last = prefix.charAt(length - 1);
            String other = prefix.substring(0, length - 1) + (last == '0' ? '1' : '0');
            assertThat(assoc.expand(kind(), other)).isEmpty();
        }
        AssocKind otherKind =
                kinds().stream().filter(kind -> kind != kind()).findFirst().orElseThrow();
        assertThat(assoc.expand(otherKind, digest.hex())).isEmpty();
    }

    @Test
    void expansionsAreAscendingAndAtMostTen() {
        byte[] bytes = Contents.bytes(Digest.SIZE_BYTES, 3);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            bytes[4] = (byte) (i * 17); // beyond the first four bytes, by which some stores index
            digests.add(Digest.fromBytes(bytes));
        }
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        digests.forEach(digest -> entries.put(new AssocKey(kind(), digest), reference(1)));
        assoc.store(entries);
        String prefix = digests.get(0).hex().substring(0, 8);
        assertThat(assoc.expand(kind(), prefix)).isEqualTo(digests.subList(0, Assoc.MAX_EXPANSIONS));
        assertThat(assoc.expand(kind(), digests.get(12).hex().substring(0, 10))).containsExactly(digests.get(12));
    }

    @Test
    void whatIsNoAbbreviationIsRefused() {
        for (String text : List.of("", "abc", "abcg", "ABCD", "sha256:abcd", "a%_b", "0".repeat(65))) {
            assertFails(ErrorKind.INVALID, () -> assoc.expand(kind(), text));
        }
    }

    @Test
    void aScanComesToEachEntryOfTheKindsOnce() {
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        for (AssocKind kind : kinds()) {
            for (int i = 0; i < 30; i++) {
                entries.put(key(kind, i), reference(i));
            }
        }
        assoc.store(entries);
        Map<AssocKey, AssocValue> found = new HashMap<>();
        scanned().forEach((key, entry) -> {
            found.put(key, entry.value());
            assertThat(entry.labels()).isEqualTo(labels());
        });
        assertThat(found).isEqualTo(entries);
        AssocKind one = kind();
        List<AssocKey> ofOne = new ArrayList<>();
        assoc.scan(Set.of(one), entry -> ofOne.add(entry.key()));
        assertThat(ofOne).hasSize(30).allMatch(key -> key.kind() == one);
        assoc.scan(Set.of(), entry -> {
            throw new AssertionError("a kind that was not asked for");
        });
    }

    @Test
    void aFailureOfTheScannersActionEndsTheScan() {
        assoc.store(Map.of(key(1), reference(1), key(2), reference(2)));
        assertThatThrownBy(() -> assoc.scan(kinds(), entry -> {
                    throw new IllegalStateException("stop");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(scanned()).hasSize(2);
    }

    @Test
    void whatWasStoredSurvivesAReopening() throws Exception {
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            entries.put(key(i), inlines() ? AssocValue.inline(Contents.bytes(i, 4)) : reference(i));
        }
        assoc.store(entries);
        assoc.delete(List.of(key(7)));
        entries.remove(key(7));
        Optional<Assoc> again = reopen();
        if (again.isPresent()) {
            assoc = again.get();
            assertThat(assoc.get(entries.keySet())).isEqualTo(entries);
            assertThat(assoc.get(key(7))).isEmpty();
        }
    }

    @Test
    void anotherHandleSeesAnEntryAtOnce() throws Exception {
        secondHandle().ifPresent(other -> {
            assertThat(other.get(key(1))).isEmpty();
            assoc.store(Map.of(key(1), reference(1)));
            assertThat(other.get(key(1))).contains(reference(1));
            other.store(Map.of(key(1), reference(2)));
            assertThat(assoc.get(key(1))).contains(reference(2));
            other.delete(List.of(key(1)));
            assertThat(assoc.get(key(1))).isEmpty();
        });
    }

    @Test
    void manyThreadsMayStoreAndGet() throws Exception {
        List<Callable<?>> threads = new ArrayList<>();
        for (int thread = 0; thread < threads(); thread++) {
            int base = thread * 1000;
            threads.add(() -> {
                for (int i = 0; i < 40; i++) {
                    assoc.store(Map.of(key(base + i), reference(base + i), key(-1), reference(base)));
                    assertThat(assoc.get(key(base + i))).contains(reference(base + i));
                    assertThat(assoc.get(key(-1))).isPresent();
                }
                return true;
            });
        }
        together(threads);
        assertThat(scanned()).hasSize(threads() * 40 + 1);
    }

    @Test
    void randomOperationsAgreeWithAModel() {
        Random random = new Random(5);
        Map<AssocKey, AssocValue> model = new HashMap<>();
        List<AssocKind> kinds = List.copyOf(kinds());
        for (int i = 0; i < 300; i++) {
            List<AssocKey> keys = new ArrayList<>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                keys.add(key(kinds.get(random.nextInt(kinds.size())), random.nextInt(20)));
            }
            switch (random.nextInt(3)) {
                case 0 -> {
                    Map<AssocKey, AssocValue> entries = new HashMap<>();
                    keys.forEach(key -> entries.put(key, reference(random.nextInt())));
                    assoc.store(entries);
                    model.putAll(entries);
                }
                case 1 -> {
                    assoc.delete(keys);
                    keys.forEach(model::remove);
                }
                default -> {
                    Map<AssocKey, AssocValue> expected = new HashMap<>(model);
                    expected.keySet().retainAll(keys);
                    assertThat(assoc.get(keys)).isEqualTo(expected);
                }
            }
        }
        assertThat(scanned()).containsOnlyKeys(model.keySet());
    }
}
