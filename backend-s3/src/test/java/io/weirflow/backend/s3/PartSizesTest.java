package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartSizesTest {
    private static final long MIB = 1 << 20;

    /** Sizes by Reflow's rule: floor((size / 10000 + 5 MiB) / 1 MiB) MiB beyond 10,000 parts of 5 MiB. */
    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "50000, 5", "50001, 10", "60000, 11", "1048576, 109", "5242880, 529"})
    void partsOfKnownSizeFollowReflowsRule(long sizeMib, long partMib) {
        assertThat(PartSizes.of(sizeMib * MIB, 1)).isEqualTo(partMib * MIB);
        long parts = Math.max(1, (sizeMib + partMib - 1) / partMib);
        assertThat(parts).isLessThanOrEqualTo(PartSizes.MAX_PARTS);
    }

    @Test
    void partsOfUnknownSizeGrowSoThatThereIsRoom() {
        long total = 0;
        long last = 0;
        for (int number = 1; number <= PartSizes.MAX_PARTS; number++) {
            long part = PartSizes.of(-1, number);
            assertThat(part).isBetween(Math.max(last, PartSizes.MIN_BYTES), (long) Integer.MAX_VALUE);
            last = part;
            total += part;
        }
        assertThat(PartSizes.of(-1, 1000)).isEqualTo(5 * MIB);
        assertThat(PartSizes.of(-1, 1001)).isEqualTo(10 * MIB);
        assertThat(total).isGreaterThan(24L * (1L << 40) / 10);
    }
}
