package io.weirflow.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What is done with containers at the engine. Creating, starting and removing are the engine's heavy work: only so many are done at a
 * time, since more at once take longer each and at last fail. Thread-safe.
 */
final class Containers {
    private final Engine engine;
    private final Semaphore heavy;

    Containers(Engine engine, int mostHeavy) {
        this.engine = engine;
        this.heavy = new Semaphore(mostHeavy, true);
    }

    Engine engine() {
        return engine;
    }

    /** Does something that is a burden to the engine, when it is this one's turn. */
    <T> T inTurn(Supplier<T> work, String operation, Object... arguments) {
        try {
            heavy.acquire();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, operation, arguments);
        }
        try {
            return work.get();
        } finally {
            heavy.release();
        }
    }

    /** Starts a container that was created, unless it was started already. */
    void start(String container) {
        engine.patiently(
                client -> {
                    try {
                        client.startContainerCmd(container).exec();
                    } catch (NotModifiedException e) {
                        // A request whose answer was lost had started it.
                    }
                    return true;
                },
                "start",
                container);
    }

    /** Kills and removes a container with the volumes made for it; nothing if there is none. */
    void remove(String container) {
        try {
            engine.patiently(
                    client -> {
                        client.removeContainerCmd(container)
                                .withForce(true)
                                .withRemoveVolumes(true)
                                .exec();
                        return true;
                    },
                    "remove",
                    container);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.PRECONDITION)) {
                awaitRemoval(container); // it is being removed already
            } else if (!e.is(ErrorKind.NOT_EXIST)) {
                throw e;
            }
        }
    }

    private void awaitRemoval(String container) {
        Retry.ofTransient(20, Duration.ofMillis(20), 1.5, Duration.ofSeconds(2)).run(() -> {
            if (exists(container)) {
                throw WeirflowException.of(ErrorKind.TEMPORARY, "remove", "the engine is still removing it", container);
            }
        });
    }

    private boolean exists(String container) {
        try {
            state(container);
            return true;
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns the state of a container.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is none
     */
    InspectContainerResponse.ContainerState state(String container) {
        return engine.patiently(
                client -> client.inspectContainerCmd(container).exec().getState(), "inspect", container);
    }

    /** Kills all processes of a container at once; nothing if it does not run. */
    void kill(String container) {
        try {
            engine.patiently(
                    client -> {
                        client.killContainerCmd(container).exec();
                        return true;
                    },
                    "kill",
                    container);
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.NOT_EXIST) && !e.is(ErrorKind.PRECONDITION)) {
                throw e;
            }
        }
    }

    /** Returns all containers, also those that have ended, that carry some labels. */
    List<Container> list(Map<String, String> labels) {
        return engine.patiently(client -> list(client, labels), "list containers", labels);
    }

    static List<Container> list(DockerClient client, Map<String, String> labels) {
        return client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels)
                .exec();
    }
}
