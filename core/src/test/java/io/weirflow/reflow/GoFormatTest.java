package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoFormatTest {
    @Test
    void argumentsAreFilledInInOrder() {
        assertThat(GoFormat.sprintf("cat %s > %s", List.of("a b", "é"))).isEqualTo("cat a b > é");
        assertThat(GoFormat.sprintf("date +%%F %v", List.of("%s"))).isEqualTo("date +%F %s");
    }

    @ParameterizedTest
    @CsvSource({
        "'cat %s > %s %%',       'cat a > %!s(MISSING) %'",
        "'cat',                  'cat%!(EXTRA string=a)'",
        "'%d',                   '%!d(string=a)'",
        "'%😀',                  '%!😀(string=a)'",
        "'%!',                   '%!!(string=a)'",
        "'%s%d',                 'a%!d(MISSING)'",
        "'%s 100%',              'a 100%!(NOVERB)'",
    })
    void aWrongFormatShowsInTheResultAsInGo(String format, String rendered) {
        assertThat(GoFormat.sprintf(format, List.of("a"))).isEqualTo(rendered);
    }

    @Test
    void allSurplusArgumentsAreShown() {
        assertThat(GoFormat.sprintf("%s", List.of("a", "b", "c"))).isEqualTo("a%!(EXTRA string=b, string=c)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%5s", "% s", "%-s", "%[1]s", "%.2s", "%*s"})
    void flagsAreRefused(String format) {
        assertThatThrownBy(() -> GoFormat.sprintf(format, List.of("a")))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }
}
