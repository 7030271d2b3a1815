package io.weirflow.exec.process;

import io.weirflow.exec.staged.Usage;
import java.util.Collection;
import java.util.List;

/** Finds the processes of commands. Thread-safe. */
interface ProcessTable {
    /** Returns the living processes of a command, as far as they can be told quickly: good enough to measure. */
    List<Long> members(Target target);

    /** Returns all living processes of a command, also those that left its process group and whose parents ended. */
    List<Long> allMembers(Target target);

    /**
     * Returns what {@link #allMembers} does for a command that has ended, at less cost if it ended soon after its start.
     *
     * @param ageNanos how long ago it was started
     */
    List<Long> strays(Target target, long ageNanos);

    /** Returns the living processes whose token starts with a prefix. */
    List<Long> marked(String tokenPrefix);

    /** Tells whether a process has begun to end, so that it cannot be told any more whose it is, and has not ended yet. */
    boolean isEnding(long pid);

    /** Returns what some processes use together. */
    Usage usage(List<Long> pids);

    /** Returns the command lines of some processes. */
    List<String> commands(List<Long> pids);

    /** Sends a signal to some processes: a request to end, or an end. Those that do not exist are left out. */
    static void signal(Collection<Long> pids, boolean forcibly) {
        for (long pid : pids) {
            if (pid != ProcessHandle.current().pid()) {
                ProcessHandle.of(pid).ifPresent(handle -> {
                    boolean unused = forcibly ? handle.destroyForcibly() : handle.destroy();
                });
            }
        }
    }
}
