package io.weirflow.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.WaitResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Retry;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The connection to a Docker engine: one HTTP client with one pool of connections, limits of time, and the mapping of errors.
 * Thread-safe.
 */
final class Engine implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final double PAUSE_GROWTH = 1.5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final DockerClient client;
    private final String address;
    private final Retry patience;

    private Engine(DockerClientConfig config, DockerHttpClient http, Duration patience) {
        this.client = DockerClientImpl.getInstance(config, http);
        this.address = config.getDockerHost().toString();
        this.patience = new Retry(
                tries(patience),
                FIRST_PAUSE,
                PAUSE_GROWTH,
                LONGEST_PAUSE,
                e -> e instanceof EngineUnreachableException,
                Retry.Sleeper.SYSTEM);
    }

    /**
     * Returns a connection; nothing is sent yet.
     *
     * @param host the engine's address, otherwise that of {@code DOCKER_HOST}, of Docker's context, or the usual socket
     * @param patience how long an engine that does not answer is waited for
     */
    static Engine connect(Optional<String> host, int connections, Duration patience) {
        try {
            DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder();
            host.ifPresent(builder::withDockerHost);
            DockerClientConfig config = builder.build();
            DockerHttpClient http = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(config.getDockerHost())
                    .sslConfig(config.getSSLConfig())
                    .maxConnections(connections)
                    .connectionTimeout(CONNECT_LIMIT)
                    .build();
            return new Engine(config, http, patience);
        } catch (RuntimeException e) {
            throw new WeirflowException(
                    Failure.of(
                            ErrorKind.INVALID,
                            "connect",
                            "the address or the configuration of the Docker engine cannot be used: " + e.getMessage(),
                            host.orElse("DOCKER_HOST")),
                    e);
        }
    }

    /** Returns how many retries fill a time. */
    private static int tries(Duration time) {
        int tries = 0;
        double sum = 0;
        double pause = FIRST_PAUSE.toNanos();
        while (sum < (double) time.toNanos()) {
            sum += Math.min(pause, (double) LONGEST_PAUSE.toNanos());
            pause *= PAUSE_GROWTH;
            tries++;
        }
        return tries;
    }

    /** Returns the engine's address. */
    String address() {
        return address;
    }

    /** Returns the client, for requests whose answers are streams. */
    DockerClient client() {
        return client;
    }

    /**
     * Sends a request once.
     *
     * @throws EngineUnreachableException if there was no answer in time
     */
    <T> T once(Function<DockerClient, T> request, String operation, Object... arguments) {
        return within(ANSWER_LIMIT, () -> request.apply(client), operation, arguments)
                .orElseThrow(() -> new EngineUnreachableException(
                        Failure.of(
                                ErrorKind.UNAVAILABLE,
                                operation,
                                "the Docker engine at " + address + " did not answer within " + ANSWER_LIMIT,
                                arguments),
                        new TimeoutException()));
    }

    /** Sends a request that may be sent twice, again and again while the engine does not answer, within the patience. */
    <T> T patiently(Function<DockerClient, T> request, String operation, Object... arguments) {
        return patience.call(() -> once(request, operation, arguments));
    }

    /**
     * Waits until a container has ended, at most for a time, and returns its exit code; empty if it still runs.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such container
     * @throws EngineUnreachableException if the engine stopped answering
     */
    OptionalInt awaitExit(String container, Duration limit) throws InterruptedException {
        try (ExitCode code = client.waitContainerCmd(container).exec(new ExitCode())) {
            if (!code.awaitEnd(limit)) {
                return OptionalInt.empty();
            }
            Optional<Throwable> failure = code.failure();
            if (failure.isPresent() || code.value.isEmpty()) {
                throw EngineErrors.of(failure.orElseGet(EOFException::new), address, "await", container);
            }
            return code.value;
        }
    }

    private static final class ExitCode extends EngineStream<WaitResponse> {
        private volatile OptionalInt value = OptionalInt.empty();

        @Override
        public void onNext(WaitResponse answer) {
            value = OptionalInt.of(answer.getStatusCode());
        }
    }

    /** Does a request on another thread, so that it can be given up: empty then. */
    private <T> Optional<T> within(Duration limit, Callable<T> request, String operation, Object... arguments) {
        FutureTask<T> task = new FutureTask<>(request);
        Threads.perTaskExecutor().execute(task);
        try {
            return Optional.of(task.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            task.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            task.cancel(true);
            throw WeirflowException.wrap(e, operation, arguments);
        } catch (ExecutionException e) {
            throw EngineErrors.of(e.getCause() == null ? e : e.getCause(), address, operation, arguments);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
