package io.weirflow.exec.staged;

import io.weirflow.exec.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a {@link Launcher} started: a command with all the processes it started in turn. Thread-safe. */
public interface Launched {
    /**
     * Returns when the command was started, by the clock of where it runs; of what was adopted it MUST be known. Empty stands for
     * the moment in which {@link Launcher#start} returned.
     */
    default Optional<Instant> started() {
        return Optional.empty();
    }

    /**
     * Waits until the command has ended. The files of its folder are then as it left them, the logs complete.
     *
     * @throws io.weirflow.base.WeirflowException if how it ended cannot be learned: the exec is then lost
     */
    Exit await() throws InterruptedException;

    /**
     * Asks all its processes to end, or ends them. Does not wait.
     *
     * @param forcibly whether they cannot refuse
     */
    void signal(boolean forcibly);

    /** Returns what it uses now. Called from a thread that serves all execs: MUST be quick, with what is known at hand. */
    Usage sample();

    /** Returns the command lines of the processes that run now. */
    List<String> commands();

    /**
     * Opens a shell beside it.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED or, if it does not run, PRECONDITION
     */
    Shell shell();

    /**
     * Ends what is left of it, whether or not the command itself has ended. When this returns none of its processes is left, and
     * its files change no more; how it ended can still be learned by {@link Launcher#adopt}. Idempotent.
     *
     * @param patience how long processes that were {@linkplain #signal asked} to end may take to do so
     */
    void end(Duration patience);
}
