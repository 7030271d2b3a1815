package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacementTest {
    @ParameterizedTest
    @CsvSource({
        "$1,        one",
        "$1x,       ''",
        "${1}x,     onex",
        "$$1,       $1",
        "$2.,       .",
        "$0,        a/one",
        "$,         $",
        "a$,        a$",
        "${1,       ${1",
        "${},       ${}",
        "$-,        $-",
        "${2},      ''",
        "$01,       ''",
        "$é,        ''",
        "$99999999999999999999, ''",
    })
    void templatesAreExpandedAsInGo(String template, String expanded) {
        assertThat(replace("^./(.*)", "a/one", template)).isEqualTo(expanded);
    }

    @ParameterizedTest
    @CsvSource({
        "a,         banana,  X,       bXnXnX",
        ".*,        abc,     X,       X",
        "a*,        baaac,   X,       XbXcX",
        "'',        abc,     X,       XaXbXcX",
        "'',        '',      X,       X",
        "'',        😀a,     X,       X😀XaX",
        "^,         ab,      X,       Xab",
        "$,         ab,      X,       abX",
        "(?P<n>.)c, abc,     '<$n>',  a<b>",
        "(a)|(b),   ab,      '[$1$2]', [a][b]",
    })
    void everyMatchIsReplacedAsInGo(String regex, String text, String template, String expected) {
        assertThat(replace(regex, text, template)).isEqualTo(expected);
    }

    @Test
    void aGroupThatTookNoPartIsEmpty() {
        assertThat(replace("(x)?a", "a", "[$1]")).isEqualTo("[]");
    }

    @Test
    void aTextWithoutAMatchIsToldApart() {
        assertThat(replace("b", "a", "X")).isNull();
    }

    private static @Nullable String replace(String regex, String text, String template) {
        return new Replacement(Pattern.compile(regex), template).replaceAll(text);
    }
}
