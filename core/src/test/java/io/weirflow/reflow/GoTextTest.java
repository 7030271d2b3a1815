package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.OffsetDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, times and quoted texts as Go writes them. */
class GoTextTest {
    @ParameterizedTest
    @CsvSource({
        "100000, 100000, 100000",
        "1e6, 1e+06, 1000000",
        "1234567, 1.234567e+06, 1234567",
        "123456789, 1.23456789e+08, 123456789",
        "0.0001, 0.0001, 0.0001",
        "0.00001, 1e-05, 0.00001",
        "1e-7, 1e-07, 1e-7",
        "1e21, 1e+21, 1e+21",
        "1e20, 1e+20, 100000000000000000000",
        "2.5, 2.5, 2.5",
        "-0.0, -0, -0",
        "0, 0, 0",
        "2e-3, 0.002, 0.002",
        "2.0e-44, 2e-44, 2e-44",
        "5e-324, 5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308, 1.7976931348623157e+308",
    })
    void numbersHaveTheFewestDigits(double number, String general, String json) {
        assertThat(GoNumbers.general(number)).isEqualTo(general);
        assertThat(GoNumbers.json(number)).isEqualTo(json);
    }

    @Property
    void numbersAreReadBack(@ForAll long bits) {
        double number = Double.longBitsToDouble(bits);
        if (Double.isFinite(number)) {
            assertThat(Double.parseDouble(GoNumbers.general(number))).isEqualTo(number);
            assertThat(Double.parseDouble(GoNumbers.json(number))).isEqualTo(number);
        }
    }

    @Test
    void thereIsNoJsonForWhatIsNotFinite() {
        assertThat(GoNumbers.general(Double.NaN)).isEqualTo("NaN");
        assertThat(GoNumbers.general(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> GoNumbers.json(Double.POSITIVE_INFINITY))
                .matches(e -> e.is(ErrorKind.INVALID));
    }

    @ParameterizedTest
    @CsvSource({
        "2019-01-02T03:04:05Z, 2019-01-02 03:04:05 +0000 UTC",
        "2019-01-02T03:04:05.5Z, 2019-01-02 03:04:05.5 +0000 UTC",
        "2013-11-21T07:34:33.305+12:45, 2013-11-21 07:34:33.305 +1245 +1245",
        "2006-08-01T06:50:41.000000001-08:00, 2006-08-01 06:50:41.000000001 -0800 -0800",
        "0001-01-01T00:00:00Z, 0001-01-01 00:00:00 +0000 UTC",
    })
    void timesAreWrittenAndReadAsInGo(String rfc3339, String text) {
        OffsetDateTime time = OffsetDateTime.parse(rfc3339);
        assertThat(GoTime.rfc3339(time)).isEqualTo(rfc3339);
        assertThat(GoTime.text(time)).isEqualTo(text);
        assertThat(GoTime.parse(rfc3339)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2020-01-01",
                "2020-02-30T00:00:00Z",
                "2020-01-01T24:00:00Z",
                "2020-01-01T00:00:00"
            })
    void otherTextsAreNoTimes(String text) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> GoTime.parse(text))
                .matches(e -> e.is(ErrorKind.INVALID))
                .withMessageContaining('"' + text + '"');
    }

    @Test
    void jsonStringsEscapeWhatHtmlCannotHave() {
        assertThat(GoJson.quote("<a>&\"\\\n\t\u0001\u2028\u007f é😀\uD800"))
                .isEqualTo("\"\\u003ca\\u003e\\u0026\\\"\\\\\\n\\t\\u0001\\u2028\u007f é😀\\ufffd\"");
    }

    @Test
    void quotedTextsEscapeWhatCannotBePrinted() {
        assertThat(GoQuote.quote("a\"b\\c\n\u0007\u0001\u007f\u00a0\uE000\u2028é😀"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\a\\x01\\x7f\\u00a0\\ue000\\u2028é😀\"");
    }
}
