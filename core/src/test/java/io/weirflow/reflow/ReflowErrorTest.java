package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReflowErrorTest {
    private static ReflowError error(ErrorKind kind, String operation, List<String> arguments, ErrorCause cause) {
        return new ReflowError(kind, operation, arguments, Optional.ofNullable(cause));
    }

    @Test
    void textsAreReflows() {
        ReflowError inner = error(ErrorKind.TEMPORARY, "op2", List.of(), null);
        assertThat(error(ErrorKind.TIMEOUT, "op1", List.of("arg"), inner))
                .hasToString("op1 arg: timeout:\n\top2: temporary");
        assertThat(error(ErrorKind.NOT_SUPPORTED, "open", List.of("x://g"), ErrorCause.Message.of("no scheme")))
                .hasToString("open x://g: operation not supported: no scheme");
    }

    @Test
    void aFailureIsConvertedThereAndBack() {
        Failure failure = Failure.of(ErrorKind.NOT_EXIST, "get", "gone since Monday", "sha256:ab");
        ReflowError error = ReflowError.of(failure);
        assertThat(error).hasToString("get sha256:ab: resource does not exist: gone since Monday");
        assertThat(error.toFailure()).isEqualTo(failure);
        assertThat(ReflowError.fromJson(error.toJson()).toFailure()).isEqualTo(failure);
        Failure outer = failure.wrap(ErrorKind.FATAL, "load", "x");
        assertThat(ReflowError.of(outer).toFailure()).isEqualTo(outer);
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void everyKindHasAnEquivalent(ErrorKind kind) {
        ReflowError error = ReflowError.of(Failure.of(kind, "op", ""));
        ErrorKind known = kind == ErrorKind.OUTCOME_UNKNOWN ? ErrorKind.UNAVAILABLE : kind;
        assertThat(ReflowError.fromJson(error.toJson()).kind()).isEqualTo(known);
    }

    @Test
    void matchingComparesWhatIsStated() {
        ReflowError found =
                error(ErrorKind.NOT_EXIST, "get", List.of("a"), error(ErrorKind.OTHER, "open", List.of(), null));
        assertThat(error(ErrorKind.OTHER, "", List.of("a"), null).matches(found))
                .isTrue();
        assertThat(error(ErrorKind.NOT_EXIST, "get", List.of("a"), null).matches(found))
                .isTrue();
        assertThat(error(ErrorKind.OTHER, "", List.of(), null).matches(found))
                .as("arguments always count")
                .isFalse();
        assertThat(error(ErrorKind.NET, "", List.of("a"), null).matches(found)).isFalse();
        assertThat(error(ErrorKind.OTHER, "", List.of("a"), error(ErrorKind.OTHER, "open", List.of(), null))
                        .matches(found))
                .isTrue();
        assertThat(error(ErrorKind.OTHER, "", List.of("a"), ErrorCause.Message.of("x"))
                        .matches(found))
                .isFalse();
    }

    @Test
    void theFirstErrorThatSaysDecidesWhetherToRestart() {
        ReflowError net = error(ErrorKind.NET, "dial", List.of(), null);
        assertThat(error(ErrorKind.EVAL, "eval", List.of(), net).isRestartable())
                .isTrue();
        assertThat(error(ErrorKind.FATAL, "eval", List.of(), net).isRestartable())
                .isFalse();
        assertThat(error(ErrorKind.EVAL, "eval", List.of(), null).isRestartable())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "{} x",
                "{\"Op\":1}",
                "{\"Arg\":{}}",
                "{\"Arg\":[1]}",
                "{\"Cause\":[]}",
                "{\"Error\":\"a mere message\"}"
            })
    void malformedJsonIsRefused(String json) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> ReflowError.fromJson(json))
                .matches(e -> e.is(ErrorKind.INVALID));
    }

    @Test
    void endlessCausesAreRefused() {
        String json = "{\"Op\":\"a\",\"Cause\":".repeat(9000) + "null" + "}".repeat(9000);
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> ReflowError.fromJson(json))
                .withMessageContaining("causes");
    }
}
