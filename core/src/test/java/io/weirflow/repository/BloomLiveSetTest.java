package io.weirflow.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BloomLiveSetTest {
    @Test
    void sizesAreThoseOfReflow() {
        BloomLiveSet set = BloomLiveSet.builder(1000, 1e-6).build();
        assertThat(set.bits()).isEqualTo(28756);
        assertThat(set.hashes()).isEqualTo(20);
    }

    @Test
    void whatWasAddedIsContainedAndFewOthersAre() {
        BloomLiveSet.Builder builder = BloomLiveSet.builder(5000, 1e-2);
        for (int i = 0; i < 5000; i++) {
            builder.add(Digest.of("in " + i));
        }
        BloomLiveSet set = builder.build();
        assertThat(IntStream.range(0, 5000)).allMatch(i -> set.contains(Digest.of("in " + i)));
        long errors = IntStream.range(0, 10_000)
                .filter(i -> set.contains(Digest.of("out " + i)))
                .count();
        assertThat(errors).isBetween(20L, 300L);
    }

    @Test
    void aSetThatWasBuiltDoesNotChange() {
        BloomLiveSet.Builder builder = BloomLiveSet.builder(10, 1e-9);
        BloomLiveSet empty = builder.build();
        builder.add(Digest.of("x"));
        assertThat(empty.contains(Digest.of("x"))).isFalse();
        assertThat(builder.build().contains(Digest.of("x"))).isTrue();
        builder.build().words()[0] = -1;
        assertThat(BloomLiveSet.builder(0, 1e-6).build().contains(Digest.of("x")))
                .isFalse();
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> BloomLiveSet.of(65, 2, new long[1])).isInstanceOf(WeirflowException.class);
        assertThatThrownBy(() -> BloomLiveSet.of(0, 2, new long[0])).isInstanceOf(WeirflowException.class);
        assertThatThrownBy(() -> BloomLiveSet.of(64, 0, new long[1])).isInstanceOf(WeirflowException.class);
    }
}
