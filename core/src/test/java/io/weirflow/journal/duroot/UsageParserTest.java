package io.weirflow.journal.duroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageParserTest {
    @Test
    void recordsEndWithANulExceptPerhapsTheLast() throws IOException {
        List<PathUsage> expected = List.of(new PathUsage("a", 1), new PathUsage(".", 20));
        assertThat(parse("1\t./a\00020\t.\000")).isEqualTo(expected);
        assertThat(parse("1\t./a\00020\t.")).isEqualTo(expected);
        assertThat(parse("")).isEmpty();
    }

    @Test
    void pathsMayContainTabsAndLineFeeds() throws IOException {
        assertThat(parse("7\t./a\tb\nc ü\000")).containsExactly(new PathUsage("a\tb\nc ü", 7));
    }

    @Test
    void oneLeadingDotIsRemoved() throws IOException {
        assertThat(parse("1\t././a\0002\t./\0003\t..a\000"))
                .containsExactly(new PathUsage("./a", 1), new PathUsage(".", 2), new PathUsage("..a", 3));
    }

    @Test
    void badRecordsAreRefused() {
        for (String bad :
                List.of("1 a\000", "x\ta\000", "\ta\000", "1.5K\ta\000", "\000", "1\t" + "x".repeat(70_000))) {
            assertThatThrownBy(() -> parse(bad))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EVAL));
        }
    }

    private static List<PathUsage> parse(String text) throws IOException {
        UsageParser parser = new UsageParser(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<PathUsage> usages = new ArrayList<>();
        for (Optional<PathUsage> next = parser.next(); next.isPresent(); next = parser.next()) {
            usages.add(next.get());
        }
        return usages;
    }
}
