package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A command ran and failed. Its message says all that is needed to see why: name, command, exit code, last lines of stderr. */
public final class ExecFailedException extends WeirflowException {
    private static final long serialVersionUID = 1;

    private final transient Details details;

    /**
     * What is known of the failed command.
     *
     * @param name the task's name
     * @param labels the task's labels
     * @param command the command with its arguments filled in
     * @param exitCode the exit code, absent if it was killed or never started
     * @param stderrTail the last lines of standard error
     * @param folder the folder that was kept for looking into, where there is one
     */
    public record Details(
            String name,
            Map<String, String> labels,
            String command,
            OptionalInt exitCode,
            String stderrTail,
            Optional<Path> folder) {}

    /** Returns an exception for a failed command. */
    public ExecFailedException(Failure failure, Details details) {
        super(failure);
        this.details = details;
    }

    /** Returns what is known of the failed command. */
    public Details details() {
        return details;
    }
}
