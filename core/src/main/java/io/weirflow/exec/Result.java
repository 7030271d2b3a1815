package io.weirflow.exec;

import io.weirflow.base.Failure;
import io.weirflow.fileset.Fileset;
import java.util.Optional;

/**
 * The outcome of a completed exec: a fileset, or the failure of the command. A failed command is a value; trouble of the
 * executor itself is not a result but an exception of {@link Exec#await()}.
 *
 * @param fileset the files that were written; empty if it failed
 * @param failure why the command failed
 */
public record Result(Fileset fileset, Optional<Failure> failure) {
    /** Returns a success. */
    public static Result of(Fileset fileset) {
        return new Result(fileset, Optional.empty());
    }

    /** Returns a failure. */
    public static Result failed(Failure failure) {
        return new Result(Fileset.EMPTY, Optional.of(failure));
    }
}
