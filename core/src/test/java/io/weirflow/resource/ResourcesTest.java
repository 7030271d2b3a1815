package io.weirflow.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
    @Test
    void whatIsAbsentIsZero() {
        assertThat(Resources.of(Map.of("mem", 0.0))).isEqualTo(Resources.NONE).hasSameHashCodeAs(Resources.NONE);
        assertThat(Resources.NONE.get("gpu")).isZero();
        assertThat(Resources.of(Map.of("cpu", -0.0)).isEmpty()).isTrue();
    }

    @Test
    void differencesMayBeNegative() {
        assertThat(Resources.of(Map.of("cpu", 10.0, "mem", 5.0, "disk", 1.0))
                        .minus(Resources.of(Map.of("cpu", 5.0, "mem", 2.0, "disk", 3.0))))
                .isEqualTo(Resources.of(Map.of("cpu", 5.0, "mem", 3.0, "disk", -2.0)));
    }

    @Property
    void aSumCoversItsPartsAndAMaximumBoth(@ForAll("resources") Resources a, @ForAll("resources") Resources b) {
        assertThat(a.plus(b).covers(a)).isTrue();
        assertThat(a.max(b).covers(a) && a.max(b).covers(b)).isTrue();
        assertThat(a.max(b)).isEqualTo(b.max(a));
        assertThat(a.plus(b).minus(b)).isEqualTo(a);
        assertThat(a.covers(b) && b.covers(a)).isEqualTo(a.equals(b));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void amountsAreFinite(double amount) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> Resources.of(Map.of("mem", amount)))
                .matches(e -> e.is(ErrorKind.INVALID))
                .withMessageContaining("mem");
    }

    @Test
    void requirementsGrowAsReflowSays() {
        Requirements requirements = Requirements.NONE
                .addSerial(Resources.of(Map.of("cpu", 10.0, "mem", 5.0, "disk", 5.0)))
                .addSerial(Resources.of(Map.of("cpu", 20.0, "mem", 3.0, "disk", 1.0)));
        assertThat(requirements.max()).isEqualTo(Resources.of(Map.of("cpu", 20.0, "mem", 5.0, "disk", 5.0)));
        assertThat(requirements
                        .addParallel(Resources.of(Map.of("cpu", 10.0, "mem", 5.0, "disk", 1.0)))
                        .max())
                .isEqualTo(Resources.of(Map.of("cpu", 40.0, "mem", 10.0, "disk", 10.0)));
        assertThat(new Requirements(Resources.of(Map.of("cpu", 2.0, "mem", 1.0)), 10).max())
                .isEqualTo(Resources.of(Map.of("cpu", 22.0, "mem", 11.0)));
    }

    @Test
    void theFirstPieceDoesNotWidenRequirements() {
        Resources piece = Resources.of(1, 1024);
        assertThat(Requirements.NONE.addParallel(piece).width()).isZero();
        assertThat(Requirements.NONE.addParallel(piece).addParallel(piece).width())
                .isOne();
        assertThatExceptionOfType(WeirflowException.class).isThrownBy(() -> new Requirements(piece, -1));
    }

    @Provide
    Arbitrary<Resources> resources() {
        Arbitrary<Double> amounts = Arbitraries.integers().between(0, 1000).map(Integer::doubleValue);
        return Arbitraries.maps(Arbitraries.of("mem", "cpu", "disk", "gpu"), amounts)
                .map(Resources::of);
    }
}
