package io.weirflow.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AssertionsTest {
    private static final AssertionKey HELLO = new AssertionKey(AssertionKey.BLOB, "s3://bucket/hello");
    private static final AssertionKey UBUNTU = new AssertionKey("docker", "ubuntu");

    private static Assertions hello(String version) {
        return Assertions.of(HELLO, Map.of("etag", version));
    }

    @Test
    void theDigestAndTheTextAreReflows() {
        Assertions assertions = Assertions.of(Map.of(HELLO, Map.of("etag", "v1"), UBUNTU, Map.of("version", "v2")));
        assertThat(assertions.digest())
                .hasToString("sha256:91ff89b8a50fc7e2d35311f6a1bb1e2d9be9d2aab4c62795588dc951b33321e8");
        assertThat(assertions).hasToString("blob s3://bucket/hello etag=v1, docker ubuntu version=v2");
        assertThat(Assertions.NONE).hasToString("empty");
    }

    @Test
    void equalAssertionsAreTheSameObject() {
        assertThat(hello("v1")).isSameAs(Assertions.of(HELLO, Map.of("etag", new String("v1".toCharArray()))));
        assertThat(Assertions.of(Map.of())).isSameAs(Assertions.NONE);
    }

    @Test
    void mergingWhatContradictsFailsWithBothValues() {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> Assertions.merge(List.of(hello("v1"), Assertions.NONE, hello("v2"))))
                .matches(e -> e.is(ErrorKind.PRECONDITION))
                .withMessageContaining("conflict for {s3://bucket/hello blob}: etag (v1 -> v2)");
    }

    @Property
    void mergingIsAUnionInAnyOrder(@ForAll("consistent") Assertions a, @ForAll("consistent") Assertions b) {
        Assertions merged = Assertions.merge(List.of(a, b));
        assertThat(merged).isSameAs(Assertions.merge(List.of(b, a, b, Assertions.NONE)));
        assertThat(merged.asMap().entrySet().containsAll(a.asMap().entrySet())).isTrue();
        assertThat(merged.asMap().entrySet().containsAll(b.asMap().entrySet())).isTrue();
        assertThat(merged.size()).isLessThanOrEqualTo(a.size() + b.size());
    }

    @Test
    void theExactPolicyWantsWhatHoldsNowToHaveHeldThen() {
        AssertionPolicy exact = AssertionPolicy.EXACT;
        Assertions both = Assertions.merge(List.of(hello("v1"), Assertions.of(UBUNTU, Map.of("version", "v2"))));
        assertThat(exact.holds(List.of(both), List.of(hello("v1")))).isTrue();
        assertThat(exact.holds(List.of(hello("v1")), List.of(both))).isFalse();
        assertThat(exact.holds(List.of(hello("v1")), List.of(hello("v2")))).isFalse();
        assertThat(exact.holds(List.of(), List.of())).isTrue();
        assertThat(exact.holds(List.of(), List.of(Assertions.NONE))).isTrue();
        assertThat(AssertionPolicy.NEVER.holds(List.of(hello("v1")), List.of(hello("v2"))))
                .isTrue();
    }

    @Test
    void aSubjectThatIsGoneDiffersFromOneWithProperties() {
        Assertions gone = Assertions.of(HELLO, Map.of());
        assertThat(gone.isEmpty()).isFalse();
        assertThat(AssertionPolicy.EXACT.holds(List.of(hello("v1")), List.of(gone)))
                .isFalse();
    }

    @Test
    void anAccumulatorNeverHoldsTwoValuesOfOneSubject() {
        AssertionAccumulator accumulator = new AssertionAccumulator();
        accumulator.add(List.of(hello("v1")));
        accumulator.add(List.of(hello("v1")));
        Assertions ubuntu = Assertions.of(UBUNTU, Map.of("version", "v2"));
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> accumulator.add(List.of(ubuntu, hello("v2"))))
                .withMessageContaining("conflict for {s3://bucket/hello blob}: etag (v1 -> v2)");
        assertThat(accumulator.all()).isEqualTo(Assertions.merge(List.of(hello("v1"), ubuntu)));
        AssertionKey other = new AssertionKey(AssertionKey.BLOB, "s3://bucket/a");
        AssertionAccumulator.Selection selection = accumulator.select(List.of(UBUNTU, other));
        assertThat(selection.found()).isEqualTo(ubuntu);
        assertThat(selection.missing()).containsExactly(other);
    }

    @Test
    void generatorsAreChosenByNamespace() {
        AssertionGenerator generator = AssertionGenerator.byNamespace(
                Map.of(AssertionKey.BLOB, key -> Assertions.of(key, Map.of("etag", "now"))));
        assertThat(generator.generate(HELLO)).isEqualTo(hello("now"));
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> generator.generate(UBUNTU))
                .matches(e -> e.is(ErrorKind.NOT_SUPPORTED))
                .withMessageContaining("no assertion generator for namespace docker");
    }

    @Provide
    Arbitrary<Assertions> consistent() {
        Arbitrary<AssertionKey> keys = Arbitraries.of("a", "b", "\uE000", "\uD83D\uDE00")
                .flatMap(subject -> Arbitraries.of("blob", "docker").map(name -> new AssertionKey(name, subject)));
        return keys.set().ofMaxSize(4).map(set -> {
            Map<AssertionKey, Map<String, String>> entries = new java.util.HashMap<>();
            set.forEach(key -> entries.put(key, Map.of("of", key.subject())));
            return Assertions.of(entries);
        });
    }
}
