package io.weirflow.executor.docker;

import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;

/** The engine did not answer: whether the request had an effect is not known. */
final class EngineUnreachableException extends WeirflowException {
    private static final long serialVersionUID = 1;

    EngineUnreachableException(Failure failure, Throwable cause) {
        super(failure, cause);
    }
}
