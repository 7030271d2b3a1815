package io.weirflow.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DigestSetTest {
    @Property(tries = 200)
    void itHoldsWhatAHashSetHoldsInTheSameOrder(
            @ForAll List<@IntRange(min = 0, max = 200) Integer> numbers, @ForAll @IntRange(max = 300) int expected) {
        DigestSet set = new DigestSet(expected);
        Set<Digest> model = new LinkedHashSet<>();
        for (int number : numbers) {
            Digest digest = Digest.of("d" + number);
            assertThat(set.add(digest)).isEqualTo(model.add(digest));
            assertThat(set.contains(digest)).isTrue();
        }
        assertThat(set).containsExactlyElementsOf(model).isEqualTo(model);
        assertThat(set.contains(Digest.of("absent"))).isFalse();
    }

    @Test
    void digestsWhoseFirstWordsAreEqualAreToldApart() {
        byte[] bytes = new byte[Digest.SIZE_BYTES];
        DigestSet set = new DigestSet(0);
        for (int i = 0; i < 100; i++) {
            bytes[Digest.SIZE_BYTES - 1] = (byte) i;
            assertThat(set.add(Digest.fromBytes(bytes))).isTrue();
            assertThat(set.add(Digest.fromBytes(bytes))).isFalse();
        }
        assertThat(set).hasSize(100);
    }

    @Test
    void itsIteratorEnds() {
        Iterator<Digest> none = new DigestSet(3).iterator();
        assertThat(none.hasNext()).isFalse();
    }
}
