package io.weirflow.eval;

import io.weirflow.base.Failure;
import java.util.Optional;

/**
 * Why a node has no value; shared by all nodes that were skipped because of it.
 *
 * @param origin the node that failed
 * @param failure its failure
 * @param details what is known of the failed command, if it was one
 */
record Breakage(int origin, Failure failure, Optional<ExecFailedException.Details> details) {
    static Breakage of(int origin, Failure failure) {
        return new Breakage(origin, failure, Optional.empty());
    }
}
