package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import java.util.Optional;

/** Tells from the way a command ended whether it failed, and how. */
final class Verdict {
    private static final int TEMPORARY_FAILURE = 75;
    private static final int SIGNALED = 128;
    private static final String[] SIGNALS = {
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"
    };

    private Verdict() {}

    /** Returns why a command that we did not end failed; empty if it succeeded. Reflow's rules. */
    static Optional<Failure> of(Digest id, Exit exit) {
        if (exit.code() == 0) {
            return Optional.empty();
        }
        if (exit.outOfMemory()) {
            return failure(
                    ErrorKind.OOM,
                    id,
                    "the kernel killed it because memory ran out (exit code " + exit.code() + "): ask for more memory");
        }
        if (exit.code() == TEMPORARY_FAILURE) {
            return failure(ErrorKind.TEMPORARY, id, "exited with code 75: it asks to be tried again");
        }
        return failure(ErrorKind.EXEC, id, describe(exit.code()));
    }

    private static String describe(int code) {
        int signal = code - SIGNALED;
        return signal > 0 && signal < SIGNALS.length
                ? "was killed by " + SIGNALS[signal] + " (exit code " + code + ")"
                : "exited with code " + code;
    }

    /** Returns the failure of a command that we ended. */
    static Failure of(Digest id, StopReason reason, ExecConfig config, long logLimitBytes) {
        return switch (reason) {
            case TIMEOUT ->
                Failure.of(
                        ErrorKind.TIMEOUT,
                        "exec",
                        "was ended because it ran longer than its limit of "
                                + config.timeout().map(Object::toString).orElse("?"),
                        id);
            case LOG_LIMIT ->
                Failure.of(
                        ErrorKind.RESOURCES_EXHAUSTED,
                        "exec",
                        "was ended because it wrote more than " + logLimitBytes
                                + " bytes to its standard output or error: write results to a declared output",
                        id);
            case DISK_LIMIT ->
                Failure.of(
                        ErrorKind.RESOURCES_EXHAUSTED,
                        "exec",
                        "was ended because its outputs and temporary files exceeded the "
                                + (long) config.resources().diskBytes()
                                + " bytes of disk that it reserves: reserve more",
                        id);
            case CANCELED -> Failure.of(ErrorKind.CANCELED, "exec", "was canceled", id);
            case CLOSED -> Failure.of(ErrorKind.CANCELED, "exec", "was ended because the executor was closed", id);
        };
    }

    private static Optional<Failure> failure(ErrorKind kind, Digest id, String message) {
        return Optional.of(Failure.of(kind, "exec", message, id));
    }
}
