package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformsTest {
    /** Results of Go 1.22's {@code regexp.ReplaceAllString}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "é日𝄞; x*; -; -é-日-𝄞-",
                "abc; (?P<first>a); <$first>${first}${nope}; <a>abc",
                "abc; b; $; a$c",
                "abc; b; ${b; a${bc",
                "abc; (b); $01; ac",
                "abc; (b); \\1; a\\1c",
                "abc; (b)|(c); [$2]; a[][c]",
                "abc; (b); $0$é$1; abbc",
            })
    void replacingFollowsTheRulesOfGo(String path, String regex, String template, String expected) {
        Fileset value = files(path);
        Fileset result = Transforms.collect(value, Pattern.compile(regex), template);
        assertThat(result.files().keySet()).containsExactly(expected);
    }

    @Test
    void collectLeavesOutWhatDoesNotMatch() {
        Fileset result = Transforms.collect(files("a/x.bam", "a/y.txt"), Pattern.compile("\\.bam$"), "$0");
        assertThat(result).isEqualTo(files("a/x.bam"));
    }

    @Test
    void ofFilesCollectedToOnePathTheLastFormerPathIsTaken() {
        Fileset result = Transforms.collect(files("b", "\uD83D\uDE00", "\uFFFD", "a"), Pattern.compile(".*"), "same");
        assertThat(result.files()).isEqualTo(Map.of("same", file("\uD83D\uDE00")));
    }

    @Test
    void collectThatChangesNothingReturnsTheSameValue() {
        Fileset value = files("a", "b");
        assertThat(Transforms.collect(value, Pattern.compile(".*"), "$0")).isSameAs(value);
    }

    @Test
    void groupsAreOrderedByTheTextOfTheirKeyAndMatchAnywhere() {
        Fileset result = Transforms.groupby(files("x2y", "x1z", "x2a", "none"), Pattern.compile("([0-9])"));
        assertThat(result).isEqualTo(Fileset.list(List.of(files("x1z"), files("x2a", "x2y"))));
    }

    @Test
    void aGroupThatTookNoPartIsTheEmptyKey() {
        Fileset result = Transforms.groupby(files("b", "ab"), Pattern.compile("^(a)?"));
        assertThat(result).isEqualTo(Fileset.list(List.of(files("b"), files("ab"))));
    }

    @Test
    void anExpressionWithoutExactlyOneGroupGroupsNothing() {
        Fileset none = Fileset.list(List.of());
        assertThat(Transforms.groupby(files("ab"), Pattern.compile("(a)(b)"))).isEqualTo(none);
        assertThat(Transforms.groupby(files("ab"), Pattern.compile("ab"))).isEqualTo(none);
    }

    @Test
    void pullupTakesTheLastOfFilesWithOnePath() {
        Fileset nested = Fileset.of(List.of(Fileset.directory(Map.of("a", file("2")))), Map.of("a", file("1")));
        Fileset result = Transforms.pullup(List.of(Fileset.directory(Map.of("a", file("0"), "b", file("0"))), nested));
        assertThat(result).isEqualTo(Fileset.directory(Map.of("a", file("2"), "b", file("0"))));
    }

    private static Fileset files(String... paths) {
        Map<String, File> files = new HashMap<>();
        for (String path : paths) {
            files.put(path, file(path));
        }
        return Fileset.directory(files);
    }

    private static File file(String content) {
        return File.resolved(Digest.of(content), content.length());
    }
}
