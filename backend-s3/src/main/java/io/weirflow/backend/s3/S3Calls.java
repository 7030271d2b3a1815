package io.weirflow.backend.s3;

import io.weirflow.backend.s3.S3Failures.Effect;
import io.weirflow.repository.Streams;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A client together with how many requests of a batch, and how many parts of a transfer, are under way at a time, unless the pace
 * of one connection is enough.
 */
record S3Calls(S3Client client, int requests, int parts, Pace pace) {
    /** Sends a request that changes nothing. */
    static <T> T read(Supplier<T> request, String operation, Object... arguments) {
        return send(request, Effect.NONE, operation, arguments);
    }

    /** Sends a request that changes something. */
    static <T> T write(Supplier<T> request, String operation, Object... arguments) {
        return send(request, Effect.POSSIBLE, operation, arguments);
    }

    private static <T> T send(Supplier<T> request, Effect effect, String operation, Object... arguments) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw S3Failures.of(e, effect, operation, arguments);
        } catch (UncheckedIOException e) { // of what was to be sent
            throw Streams.failure(Objects.requireNonNull(e.getCause()), operation, arguments);
        }
    }
}
