package io.weirflow.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FramedEncoderTest {
    @Property(tries = 2000)
    void differentSequencesOfTextsHaveDifferentKeys(
            @ForAll("texts") List<List<String>> a, @ForAll("texts") List<List<String>> b) {
        assertThat(encode(a).equals(encode(b))).isEqualTo(a.equals(b));
    }

    private static Digest encode(List<List<String>> value) {
        FramedEncoder encoder = new FramedEncoder().begin("test");
        encoder.number(value.size());
        value.forEach(encoder::texts);
        return encoder.finish();
    }

    @Property
    void aMapDiffersFromAnyOther(@ForAll("maps") Map<String, String> a, @ForAll("maps") Map<String, String> b) {
        assertThat(new FramedEncoder()
                        .begin("test")
                        .texts(a)
                        .finish()
                        .equals(new FramedEncoder().begin("test").texts(b).finish()))
                .isEqualTo(a.equals(b));
    }

    @Test
    void domainsAreKeptApart() {
        FramedEncoder encoder = new FramedEncoder();
        assertThat(encoder.begin("a").text("bc").finish())
                .isNotEqualTo(encoder.begin("ab").text("c").finish())
                .isEqualTo(encoder.begin("a").text("bc").finish());
    }

    @Test
    void halvesOfSurrogatePairsAreKeptApart() {
        FramedEncoder encoder = new FramedEncoder();
        assertThat(encoder.begin("").text("\uD800").finish())
                .isNotEqualTo(encoder.begin("").text("?").finish())
                .isNotEqualTo(encoder.begin("").text("\uDC00").finish());
    }

    @Provide
    Arbitrary<List<List<String>>> texts() {
        return Arbitraries.of("", "a", "b", "ab", "\u0000", "\u0001")
                .list()
                .ofMaxSize(3)
                .list()
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<Map<String, String>> maps() {
        Arbitrary<String> texts = Arbitraries.of("", "a", "b", "ab");
        return Arbitraries.maps(texts, texts).ofMaxSize(3).map(java.util.TreeMap::new);
    }
}
