package io.weirflow.exec.process;

import java.util.Optional;

/**
 * What {@code /proc/<pid>/stat} says of a process; see {@code proc_pid_stat(5)}.
 *
 * @param pid its id
 * @param state one letter
 * @param parent its parent
 * @param group its process group
 * @param session its session
 * @param flags the kernel's flags of it
 * @param cpuTicks the CPU time of itself and of the children it has waited for, in hundredths of a second
 */
record ProcStat(long pid, char state, long parent, long group, long session, long flags, long cpuTicks) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int FLAGS = 6;
    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;
    private static final long EXITING = 0x0000_0004;
    private static final long KERNEL_THREAD = 0x0020_0000;

    /** Returns what a line says. The name of the program, in parentheses, may hold anything. */
    static Optional<ProcStat> parse(String line) {
        int open = line.indexOf(" (");
        int close = line.lastIndexOf(") ");
        if (open < 0 || close < 0) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).split(" ", LAST_TIME + 2);
        if (fields.length <= LAST_TIME) {
            return Optional.empty();
        }
        long ticks = 0;
        for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
            ticks += Math.max(0, Long.parseLong(fields[i]));
        }
        return Optional.of(new ProcStat(
                Long.parseLong(line.substring(0, open)),
                fields[STATE].charAt(0),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[GROUP]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[FLAGS]),
                ticks));
    }

    /** Tells whether it is more than an entry that its parent has not taken note of. */
    boolean isAlive() {
        return state != 'Z' && state != 'X';
    }

    /** Tells whether it has begun to end, gave its memory back perhaps, and is still alive. */
    boolean isEnding() {
        return isAlive() && (flags & EXITING) != 0;
    }

    /** Tells whether it is a thread of the kernel, which has neither a command line nor an environment. */
    boolean isKernelThread() {
        return (flags & KERNEL_THREAD) != 0;
    }
}
