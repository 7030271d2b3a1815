package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    @Test
    void aWrapperWithoutAKindTakesOverThatOfItsCause() {
        Failure inner = Failure.of(ErrorKind.NOT_EXIST, "open", "", "/x");
        Failure outer = inner.wrap(ErrorKind.OTHER, "read", "object");
        assertThat(outer.effectiveKind()).isEqualTo(ErrorKind.NOT_EXIST);
        assertThat(outer.is(ErrorKind.NOT_EXIST)).isTrue();
        assertThat(outer).hasToString("read object: open /x: resource does not exist");
        assertThat(inner.wrap(ErrorKind.FATAL, "read").effectiveKind()).isEqualTo(ErrorKind.FATAL);
    }

    @Test
    void theTextSaysWhatWasAttemptedOnWhatAndWhatWasFound() {
        Failure failure = Failure.of(ErrorKind.INVALID, "parse", "expected a digit, found x", "\"1x\"", 2);
        assertThat(failure).hasToString("parse \"1x\" 2: invalid: expected a digit, found x");
        assertThat(Failure.ofMessage("killed")).hasToString("killed");
    }

    static Stream<Arguments> throwables() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/x"), ErrorKind.NOT_EXIST),
                Arguments.of(new AccessDeniedException("/x"), ErrorKind.NOT_ALLOWED),
                Arguments.of(new InterruptedException(), ErrorKind.CANCELED),
                Arguments.of(new InterruptedIOException(), ErrorKind.CANCELED),
                Arguments.of(new CancellationException(), ErrorKind.CANCELED),
                Arguments.of(new TimeoutException("late"), ErrorKind.TIMEOUT),
                Arguments.of(new IOException("disk"), ErrorKind.OTHER),
                Arguments.of(WeirflowException.of(ErrorKind.NET, "dial", "refused"), ErrorKind.NET));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void theKindFollowsFromTheClassOfAThrowable(Throwable throwable, ErrorKind kind) {
        assertThat(Failure.from(throwable).effectiveKind()).isEqualTo(kind);
        assertThat(WeirflowException.wrap(throwable, "do").kind()).isEqualTo(kind);
        // Wrapping an interrupt restores the flag, which must not leak into the next test.
        assertThat(Thread.interrupted()).isEqualTo(throwable instanceof InterruptedException);
    }

    @Test
    void onlySomeKindsPassByThemselves() {
        assertThat(Stream.of(ErrorKind.values()).filter(ErrorKind::isTransient))
                .containsExactly(
                        ErrorKind.TIMEOUT,
                        ErrorKind.TEMPORARY,
                        ErrorKind.TOO_MANY_TRIES,
                        ErrorKind.UNAVAILABLE,
                        ErrorKind.OUTCOME_UNKNOWN);
    }
}
