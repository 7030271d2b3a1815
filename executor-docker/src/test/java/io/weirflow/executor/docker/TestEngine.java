package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import io.weirflow.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives tests a Docker engine: the one that answers at {@code DOCKER_HOST} or at the usual socket; otherwise, for root, one of their
 * own, which is stopped after the last test. After each class no container of ours may be left.
 */
public final class TestEngine implements BeforeAllCallback, AfterAllCallback {
    private static final String USUAL_SOCKET = "unix:///var/run/docker.sock";

    private static final Path ADDRESS = Path.of("target", "docker-engine");

    private static final String NEEDS =
            "THE DOCKER TESTS DID NOT RUN, or not all: they need a Docker engine that answers this user at DOCKER_HOST or at "
                    + USUAL_SOCKET
                    + ", and root and the packages docker.io, iptables and busybox-static to start engines of their own.";

    private static final AtomicBoolean told = new AtomicBoolean();

    private static Shared shared;

    private static final class Shared implements AutoCloseable {
        private final Optional<PrivateEngine> own;
        private final Engine engine;

        Shared(Optional<PrivateEngine> own, String host) throws Exception {
            this.own = own;
            this.engine = Engine.connect(Optional.of(host), 16, Duration.ofSeconds(30));
            TestImages.make(host);
            Files.writeString(ADDRESS, host);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(ADDRESS);
            engine.close();
            if (own.isPresent()) {
                own.get().close();
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        var store = context.getRoot().getStore(ExtensionContext.Namespace.create(TestEngine.class));
        if (store.get("engine") == null) {
            shared = open();
            store.put("engine", shared);
        }
    }

    private static Shared open() throws Exception {
        for (String host : Stream.of(System.getenv("DOCKER_HOST"), USUAL_SOCKET)
                .filter(host -> host != null && !host.isEmpty())
                .toList()) {
            if (PrivateEngine.answers(host)) {
                return new Shared(Optional.empty(), host);
            }
        }
        assumePrivateEngine();
        PrivateEngine own = new PrivateEngine("--bridge=none", "--iptables=false").start();
        try {
            return new Shared(Optional.of(own), own.host());
        } catch (Exception e) {
            own.close();
            throw e;
        }
    }

    /** Aborts the test, which CI counts as a failure, where no engine can be started. Says so, since the build's output does not. */
    static void assumePrivateEngine() {
        boolean canStart = PrivateEngine.canStart();
        if (!canStart && told.compareAndSet(false, true)) {
            System.err.println("[WARNING] " + NEEDS);
        }
        Assumptions.assumeTrue(canStart, NEEDS);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(shared == null ? List.of() : containers())
                .as("containers that are left")
                .isEmpty();
    }

    /** Returns the engine's address, also in a program that a test has started. */
    public static String host() {
        try {
            return shared == null ? Files.readString(ADDRESS) : shared.engine.address();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name of an image with a busybox. */
    public static String image() {
        return TestImages.BUSYBOX;
    }

    static DockerClient client() {
        return shared.engine.client();
    }

    /** Returns the names of all containers that executors made. */
    static List<String> containers() {
        return containers(client());
    }

    static List<String> containers(DockerClient client) {
        return client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(Labels.EXECUTOR)).exec().stream()
                .map(TestEngine::describe)
                .toList();
    }

    private static String describe(Container container) {
        return container.getNames()[0] + " " + container.getStatus();
    }

    /** Returns a builder of an executor on the engine of the tests. */
    static DockerExecutor.Builder executor(Path folder, Repository repository) {
        return DockerExecutor.builder(folder, repository).engine(host()).image(TestImages.BUSYBOX);
    }
}
