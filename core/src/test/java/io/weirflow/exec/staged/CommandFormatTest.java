package io.weirflow.exec.staged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandFormatTest {
    @Test
    void argumentsAreFilledInInOrder() {
        assertThat(CommandFormat.render("cat %s > %s", List.of("a", "b"))).isEqualTo("cat a > b");
    }

    @Test
    void twoPercentSignsStandForOne() {
        assertThat(CommandFormat.render("date +%%F %s %%s", List.of("x"))).isEqualTo("date +%F x %s");
    }

    @Test
    void percentSignsOfArgumentsAreKept() {
        assertThat(CommandFormat.render("echo %s", List.of("%s%%"))).isEqualTo("echo %s%%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "cat %s %s", "date +%F %s", "%s 100%", "% s%s"})
    void everythingElseIsRefused(String format) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> CommandFormat.render(format, List.of("x")))
                .matches(e -> e.is(ErrorKind.INVALID))
                .withMessageContaining(format);
    }
}
