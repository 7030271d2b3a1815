package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UlidTest {
    @Property
    void aTextIsReadBackAndOrderedAsTheIdentity(
            @ForAll long high, @ForAll long low, @ForAll long high2, @ForAll long low2) {
        Ulid a = new Ulid(high, low);
        Ulid b = new Ulid(high2, low2);
        assertThat(Ulid.parse(a.toString())).isEqualTo(a);
        assertThat(Ulid.parse(a.toString().toLowerCase(java.util.Locale.ROOT))).isEqualTo(a);
        assertThat(Integer.signum(a.toString().compareTo(b.toString()))).isEqualTo(Integer.signum(a.compareTo(b)));
    }

    @Test
    void theTimeComesFirst() {
        Ulid ulid = Ulid.random(Clock.fixed(Instant.ofEpochMilli(1469918176385L), ZoneOffset.UTC));
        assertThat(ulid.toString()).startsWith("01ARYZ6S41").hasSize(26);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01ARYZ6S41TSV4RRFFQ69G5FA",
                "01ARYZ6S41TSV4RRFFQ69G5FAVX",
                "81ARYZ6S41TSV4RRFFQ69G5FAV",
                "01ARYZ6S41TSV4RRFFQ69G5FAU",
                "01ARYZ6S41TSV4RRFFQ69G5FA\u0131"
            })
    void otherTextsAreRefused(String text) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> Ulid.parse(text))
                .matches(e -> e.is(ErrorKind.INVALID))
                .withMessageContaining('"' + text + '"');
    }
}
