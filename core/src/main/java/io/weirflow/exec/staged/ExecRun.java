package io.weirflow.exec.staged;

import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The work of one exec from the moment it is admitted. {@link #run} is called once, the rest at any time by any thread. */
interface ExecRun {
    /**
     * Does the work and says how it ended.
     *
     * @throws StoppedException if it was stopped for a reason that makes it lost
     */
    Outcome run() throws IOException, InterruptedException, StoppedException;

    /** Makes {@link #run} end soon. Only the first reason counts. Does not wait. */
    void stop(StopReason reason);

    /** Returns what is running, if that is a command. */
    Optional<Launched> launched();

    /** Returns when the command or transfer started. */
    Optional<Instant> started();

    Profile profile();

    Gauges gauges();

    /** Returns the command lines of what runs now. */
    default List<String> commands() {
        return launched().map(Launched::commands).orElse(List.of());
    }

    /** An exec was stopped, and is lost. */
    final class StoppedException extends Exception {
        private static final long serialVersionUID = 1;
        private final StopReason reason;

        StoppedException(StopReason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        StopReason reason() {
            return reason;
        }
    }
}
