package io.weirflow.exec.process;

import java.util.Optional;

/**
 * Tells processes by the token in the environment with which they were started.
 *
 * <p>While a process replaces its program, {@code execve(2)}, it has neither an environment nor a command line to show for
 * a moment: it is looked at again then, lest a process be overlooked that is about to go on with another program.
 */
final class TokenReader {
    private static final int MAX_LOOKS = 100;
    private static final int LOOKS_AT_PROGRAM = 2;

    private final ProcFiles proc;
    private final Runnable pause;

    /**
     * Makes a reader.
     *
     * @param pause waits for a moment between two looks at one process
     */
    TokenReader(ProcFiles proc, Runnable pause) {
        this.proc = proc;
        this.pause = pause;
    }

    /** Tells whether a process was given a token. */
    boolean carries(ProcStat stat, String token) {
        return environment(stat).contains('\0' + Marker.NAME + '=' + token + '\0');
    }

    /** Tells whether a process was given a token that starts with a prefix. */
    boolean carriesPrefix(ProcStat stat, String prefix) {
        return environment(stat).contains('\0' + Marker.NAME + '=' + prefix);
    }

    /** Returns the variables of a process, each between two NUL; nothing if it has ended or may not be looked at. */
    private String environment(ProcStat stat) {
        Optional<String> environment = proc.text(stat.pid() + "/environ");
        for (int i = 0; i < MAX_LOOKS && environment.filter(String::isEmpty).isPresent() && mayHaveOne(stat, i); i++) {
            environment = proc.text(stat.pid() + "/environ");
        }
        return '\0' + environment.orElse("") + '\0';
    }

    /** Tells whether a process that showed no environment may have one all the same; waits for a moment if it is about to. */
    private boolean mayHaveOne(ProcStat stat, int looksBefore) {
        boolean goesOn = proc.stat(stat.pid())
                .filter(now -> now.isAlive() && !now.isEnding() && !now.isKernelThread())
                .isPresent();
        if (!goesOn) {
            return false;
        }
        boolean isBetweenPrograms =
                proc.text(stat.pid() + "/cmdline").filter(String::isEmpty).isPresent();
        if (isBetweenPrograms) {
            pause.run();
        }
        // Of a program that was replaced after its environment was opened, nothing is read.
        return isBetweenPrograms || looksBefore < LOOKS_AT_PROGRAM;
    }
}
