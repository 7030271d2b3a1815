package io.weirflow.repository;

import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** Turns the exceptions of streams into failures. */
public final class Streams {
    private Streams() {}

    /**
     * Returns the failure that an I/O exception stands for, saying what was attempted: the {@link WeirflowException}
     * inside it if there is one, since a verifying stream can only throw I/O exceptions. Restores the interrupt flag of a
     * thread that was interrupted in a stream.
     */
    public static WeirflowException failure(IOException e, String operation, Object... arguments) {
        if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
            Thread.currentThread().interrupt();
        }
        Throwable inner = e.getCause() instanceof WeirflowException w ? w : e;
        return WeirflowException.wrap(inner, operation, arguments);
    }
}
