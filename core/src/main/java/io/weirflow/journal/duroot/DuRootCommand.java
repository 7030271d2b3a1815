package io.weirflow.journal.duroot;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;

/** What a du-root workflow can be told. */
public sealed interface DuRootCommand {
    /**
     * Begins it.
     *
     * @param registry the registry that lists it
     * @param root what is measured
     */
    record Init(String registry, RootInfo root) implements DuRootCommand {
        /**
         * Checks the registry.
         *
         * @throws WeirflowException of kind INVALID if it is empty
         */
        public Init {
            if (registry.isEmpty()) {
                throw WeirflowException.of(ErrorKind.INVALID, "begin du-root", "the registry must be stated");
            }
        }
    }

    /**
     * Appends usages, all or none.
     *
     * @param usages at least one
     */
    record Append(List<PathUsage> usages) implements DuRootCommand {
        /**
         * Copies the list.
         *
         * @throws WeirflowException of kind INVALID if it is empty
         */
        public Append {
            usages = ImmutableList.copyOf(usages);
            if (usages.isEmpty()) {
                throw WeirflowException.of(ErrorKind.INVALID, "append to du-root", "there are no usages");
            }
        }
    }

    /** Completes it with success. */
    record Commit() implements DuRootCommand {}

    /**
     * Completes it without success.
     *
     * @param status why; not a success
     */
    record Fail(DuRootStatus status) implements DuRootCommand {
        /**
         * Checks the status.
         *
         * @throws WeirflowException of kind INVALID if it is a success
         */
        public Fail {
            if (status.isOk()) {
                throw WeirflowException.of(ErrorKind.INVALID, "fail du-root", "the code of a failure is not 0");
            }
        }
    }

    /** Completes it, if that was not done, since its time is up. */
    record AbortExpired() implements DuRootCommand {}

    /** Notes that nothing follows. */
    record End() implements DuRootCommand {}

    /** Asks whether it may be deleted. */
    record Delete() implements DuRootCommand {}
}
