package io.weirflow.exec;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that is known about an exec, at any time of its life.
 *
 * @param created when it was put
 * @param started when the command started
 * @param finished when the command ended
 * @param config what was asked for, without values of secrets
 * @param state how far it has come
 * @param status the state in words for people
 * @param renderedCommand the command with its arguments filled in; empty before it is staged
 * @param exitCode the exit code of the command
 * @param failure the failure of the command or, in state LOST, of the executor
 * @param profile what it used
 * @param gauges what it uses now
 * @param commands the command lines of the processes that run now
 * @param folder the folder that is kept for people to look into, where the executor keeps one
 */
public record ExecInspect(
        Instant created,
        Optional<Instant> started,
        Optional<Instant> finished,
        ExecConfig config,
        ExecState state,
        String status,
        String renderedCommand,
        OptionalInt exitCode,
        Optional<Failure> failure,
        Profile profile,
        Gauges gauges,
        List<String> commands,
        Optional<Path> folder) {
    /** Copies the commands. */
    public ExecInspect {
        commands = ImmutableList.copyOf(commands);
    }

    /** Returns how long the command ran; zero if it has not ended. */
    public Duration runtime() {
        return started.isEmpty() || finished.isEmpty() || finished.get().isBefore(started.get())
                ? Duration.ZERO
                : Duration.between(started.get(), finished.get());
    }
}
