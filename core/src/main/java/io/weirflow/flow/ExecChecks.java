package io.weirflow.flow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds all that is wrong with an exec, so that it can be reported at once. */
final class ExecChecks {
    private ExecChecks() {}

    static void check(ExecNode exec) {
        List<String> problems = new ArrayList<>(0);
        slots(exec, problems);
        environment(exec.env().keySet(), problems);
        environment(exec.secretEnv().keySet(), problems);
        for (String name : exec.secretEnv().keySet()) {
            if (exec.env().containsKey(name)) {
                problems.add("the variable " + name + " is both secret and not");
            }
        }
        if (exec.inputNames().size() > exec.deps().size()) {
            problems.add(exec.inputNames().size() + " names for " + exec.deps().size() + " inputs");
        }
        if (exec.retries() < 0) {
            problems.add("a negative number of retries, " + exec.retries());
        }
        if (exec.timeout().isPresent() && exec.timeout().get().compareTo(Duration.ZERO) <= 0) {
            problems.add("the time limit " + exec.timeout().get() + " is not positive");
        }
        if (!problems.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "exec", String.join("; ", problems), exec.ident());
        }
    }

    private static void slots(ExecNode exec, List<String> problems) {
        if (exec.slots().isEmpty()) {
            return;
        }
        int inputs = exec.deps().size();
        int outputs = exec.outputs().isPresent() ? exec.outputs().get().size() : Integer.MAX_VALUE;
        for (ArgSlot slot : exec.slots().get()) {
            int limit = slot.output() ? outputs : inputs;
            if (slot.index() < 0 || slot.index() >= limit) {
                problems.add("a slot names " + (slot.output() ? "output " : "input ") + slot.index() + " of " + limit);
            }
        }
    }

    private static void environment(Set<String> names, List<String> problems) {
        for (String name : names) {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0) {
                problems.add("\"" + name + "\" is not a name of an environment variable");
            }
        }
    }
}
