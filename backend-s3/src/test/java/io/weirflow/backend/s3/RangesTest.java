package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.backend.s3.Ranges.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RangesTest {
    private static List<Range> after(long begin, long end, int atATime) {
        List<Range> ranges = new ArrayList<>();
        for (long at = begin; at < end; at = ranges.get(ranges.size() - 1).end()) {
            ranges.add(Ranges.next(at, end, atATime));
        }
        return ranges;
    }

    @ParameterizedTest
    @CsvSource({
        // MiB, at a time, how many ranges behind the first one
        "9, 4, 1",
        "16, 4, 1",
        "17, 4, 2",
        "40, 4, 4",
        "200, 4, 17",
        "1024, 4, 32",
        "1024, 1, 19",
        "5242880, 4, 81936"
    })
    void rangesFollowEachOtherToTheEnd(long mib, int atATime, int count) {
        long end = mib * PartSizes.MIB;
        List<Range> ranges = after(Ranges.FIRST_BYTES, end, atATime);
        assertThat(ranges).hasSize(count);
        long at = Ranges.FIRST_BYTES;
        for (Range range : ranges) {
            assertThat(range.begin()).isEqualTo(at);
            assertThat(range.end() - range.begin()).isBetween(1L, Ranges.LARGEST_BYTES);
            at = range.end();
        }
        assertThat(at).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({"1024, 4", "1024, 16", "100000, 100"})
    void rangesAreNotSmallButAtTheEndAndNeverGrow(long mib, int atATime) {
        List<Range> ranges = after(0, mib * PartSizes.MIB + 1, atATime);
        for (int i = 1; i < ranges.size(); i++) {
            Range before = ranges.get(i - 1);
            Range range = ranges.get(i);
            assertThat(before.end() - before.begin())
                    .isGreaterThanOrEqualTo(Ranges.FIRST_BYTES)
                    .isGreaterThanOrEqualTo(range.end() - range.begin());
        }
    }
}
