package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class Utf8OrderTest {
    @Property
    void textsAreOrderedAsTheirUtf8Bytes(@ForAll("texts") String a, @ForAll("texts") String b) {
        int bytes = Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(Utf8Order.INSTANCE.compare(a, b))).isEqualTo(Integer.signum(bytes));
    }

    @Test
    void charactersOutsideTheBasicPlaneComeAfterAllWithinIt() {
        assertThat(Utf8Order.INSTANCE.compare("\uE000", "\uD83D\uDE00")).isNegative();
        assertThat("\uE000".compareTo("\uD83D\uDE00"))
                .as("the order of strings differs")
                .isPositive();
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Integer> points = Arbitraries.oneOf(
                Arbitraries.integers().between('a', 'c'),
                Arbitraries.integers().between(0xD700, 0xD7FF),
                Arbitraries.integers().between(0xE000, 0xFFFF),
                Arbitraries.integers().between(0x10000, 0x10FFFF));
        return points.list().ofMaxSize(5).map(list -> {
            StringBuilder text = new StringBuilder();
            list.forEach(text::appendCodePoint);
            return text.toString();
        });
    }
}
