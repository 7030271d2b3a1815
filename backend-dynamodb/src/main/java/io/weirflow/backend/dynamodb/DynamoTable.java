package io.weirflow.backend.dynamodb;

import io.weirflow.backend.dynamodb.DynamoFailures.Effect;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table and the client that reaches it. Requests go through it, so that their failures become ours. Thread-safe. */
final class DynamoTable implements AutoCloseable {
    private final DynamoDbClient client;
    private final String name;
    private final boolean isOurs;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Names a table.
     *
     * @param isOurs whether the client is closed with it
     */
    DynamoTable(DynamoDbClient client, String name, boolean isOurs) {
        if (name.isBlank()) {
            throw WeirflowException.of(ErrorKind.INVALID, "open table", "the name of the table is empty");
        }
        this.client = client;
        this.name = name;
        this.isOurs = isOurs;
    }

    String name() {
        return name;
    }

    /** Sends a request that reads, or that may as well be done twice. */
    <T> T request(String operation, Function<DynamoDbClient, T> request) {
        return send(operation, Effect.NONE, request);
    }

    /** Sends a request that takes effect once. */
    <T> T change(String operation, Function<DynamoDbClient, T> request) {
        return send(operation, Effect.ONCE, request);
    }

    private <T> T send(String operation, Effect effect, Function<DynamoDbClient, T> request) {
        if (closed.get()) {
            throw WeirflowException.of(ErrorKind.FATAL, operation, "it is closed", name);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw WeirflowException.of(ErrorKind.CANCELED, operation, "the thread is interrupted", name);
        }
        try {
            return request.apply(client);
        } catch (SdkException e) {
            throw DynamoFailures.of(e, effect, operation, name);
        } catch (IllegalStateException e) { // so HTTP clients say that they are closed
            throw WeirflowException.wrap(e, ErrorKind.FATAL, operation, name);
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && isOurs) {
            client.close();
        }
    }
}
