package io.weirflow.eval;

import io.weirflow.base.Ulid;
import io.weirflow.exec.Exec;
import io.weirflow.flow.Flow;

/** Is told of execs, for example to save their details. */
@FunctionalInterface
public interface ExecObserver {
    /**
     * Is told that an exec has completed, with success or not, before the evaluation uses its result and before it is removed. Called
     * on threads of workers, for several execs at the same time; may block, which delays that exec's result. What it throws is
     * logged.
     */
    void ended(Ulid evaluation, Flow node, Exec exec);
}
