package io.weirflow.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    private static final List<String> PATHS =
            List.of("a.txt", "b.md", "x/a.txt", "x/y/a.txt", "x/y/b.md", "a[1]", "a{b}", "a*", "-", "é.txt");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*.txt; a.txt, é.txt",
                "**/*.txt; a.txt, x/a.txt, x/y/a.txt, é.txt",
                "**.md; b.md, x/y/b.md",
                "x/**; x/a.txt, x/y/a.txt, x/y/b.md",
                "x/*; x/a.txt",
                "x/**/a.txt; x/a.txt, x/y/a.txt",
                "?.txt; a.txt, é.txt",
                "[a-b].*; a.txt, b.md",
                "[!a].*; b.md, é.txt",
                "*.{txt,md}; a.txt, b.md, é.txt",
                "a\\[1\\]; a[1]",
                "a[[]1]; a[1]",
                "a\\{b\\}; a{b}",
                "a\\*; a*",
                "[-a]; -",
                "{x/**,b.md}; b.md, x/a.txt, x/y/a.txt, x/y/b.md",
            })
    void aPatternMatchesWholePaths(String glob, String expected) {
        Pattern regex = Pattern.compile(Glob.toRegex(glob));

        assertThat(String.join(", ", PATHS.stream().filter(regex::matches).toList()))
                .isEqualTo(expected);
    }

    @Test
    void aWildcardMatchesALineFeed() {
        assertThat(Pattern.matches(Glob.toRegex("**"), "new\nline/x")).isTrue();
        assertThat(Pattern.matches(Glob.toRegex("new*line"), "new\nline")).isTrue();
    }

    @Test
    void aMalformedPatternIsQuoted() {
        assertThatThrownBy(() -> Glob.toRegex("a[b")).hasMessage("glob \"a[b\": invalid: an opened [ is not closed");
        assertThatThrownBy(() -> Glob.toRegex("{a,b")).hasMessageContaining("an opened { is not closed");
        assertThatThrownBy(() -> Glob.toRegex("a\\")).hasMessageContaining("nothing follows the last backslash");
    }
}
