package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.flow.ExecNode;
import io.weirflow.resource.Resources;
import java.util.Optional;

/** Decides whether a job is tried again, and with which resources. */
final class Retries {
    /** How often a job is tried again for a passing failure, or for lack of memory. */
    static final int BUDGET = 3;

    private static final double MEMORY_FACTOR = 1.5;
    private static final double MAX_MEMORY_BYTES = 800.0 * (1L << 30);

    private final Resources total;

    Retries(Resources total) {
        this.total = total;
    }

    /** Returns the resources for another attempt of a job whose work failed, or nothing if there is none. */
    Optional<Resources> afterFailure(Job job, Failure failure) {
        ErrorKind kind = failure.effectiveKind();
        if (kind == ErrorKind.OOM) {
            Resources more = withMoreMemory(job.asked, job.resources);
            boolean grows = more.memoryBytes() > job.resources.memoryBytes();
            return job.attempts <= BUDGET && grows ? Optional.of(more) : Optional.empty();
        }
        int budget = mayPass(failure) ? BUDGET : 0;
        if (kind == ErrorKind.EXEC && job.flow instanceof ExecNode exec) {
            budget = exec.retries();
        }
        return job.attempts <= budget ? Optional.of(job.resources) : Optional.empty();
    }

    /** Tells whether a failure may pass by itself, so that it is better to wait before another attempt. */
    static boolean mayPass(Failure failure) {
        ErrorKind kind = failure.effectiveKind();
        // A store that did not answer leaves the outcome open; what is stored under its digest may be stored twice.
        return kind == ErrorKind.TEMPORARY || kind == ErrorKind.OUTCOME_UNKNOWN;
    }

    /** Returns one and a half times the memory, at least what was asked for, at most what there is. */
    private Resources withMoreMemory(Resources asked, Resources used) {
        double before = Math.min(used.memoryBytes(), MAX_MEMORY_BYTES);
        double more =
                before < asked.memoryBytes() ? asked.memoryBytes() : Math.min(before * MEMORY_FACTOR, MAX_MEMORY_BYTES);
        return used.with(Resources.MEM, Math.min(more, total.memoryBytes()));
    }

    /** Tells whether a job is put again after trouble of the executor. */
    static boolean afterTrouble(Job job, Failure trouble) {
        return job.troubles <= BUDGET
                && switch (trouble.effectiveKind()) {
                    case TIMEOUT, TEMPORARY, TOO_MANY_TRIES, UNAVAILABLE, OUTCOME_UNKNOWN, NET, CANCELED -> true;
                    // What it missed may have been produced again meanwhile for another job.
                    case NOT_EXIST, INTEGRITY -> job.lost.isEmpty() && !job.inputs.isEmpty();
                    default -> false;
                };
    }
}
