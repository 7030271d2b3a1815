package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Container;
import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launch;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Launcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Starts commands in containers of a Docker engine. */
final class DockerLauncher implements Launcher {
    private static final System.Logger LOG = System.getLogger(DockerLauncher.class.getName());
    private static final String ENVIRONMENT = "docker:";
    private static final Set<String> ADOPTABLE = Set.of("running", "paused", "exited");
    /** An engine that was started again drops the connections that are kept open to it; one that is down is not waited for. */
    private static final Retry CLOSING = Retry.ofTransient(5, Duration.ofMillis(20), 2, Duration.ofSeconds(1));

    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(30);

    private final Containers containers;
    private final Removals removals;
    private final Images images;
    private final DockerSettings settings;
    private final ContainerStarter starter;
    private final Ticker ticker;
    private final Map<String, ContainerCommand> live = new ConcurrentHashMap<>();
    private Optional<Map<String, Container>> found = Optional.empty();
    private Optional<AutoCloseable> sweeper = Optional.empty();
    private boolean closed;

    DockerLauncher(Engine engine, Images images, DockerSettings settings, Ticker ticker) {
        this.containers = new Containers(engine, settings.maxStarts());
        this.removals = new Removals(containers);
        this.images = images;
        this.settings = settings;
        this.starter = new ContainerStarter(containers, images, settings);
        this.ticker = ticker;
    }

    Engine engine() {
        return containers.engine();
    }

    Containers containers() {
        return containers;
    }

    Removals removals() {
        return removals;
    }

    Ticker ticker() {
        return ticker;
    }

    @Override
    public String scheme() {
        return "docker";
    }

    @Override
    public String environment(String image) {
        return ENVIRONMENT + images.resolve(named(image));
    }

    private String named(String image) {
        if (!image.isEmpty()) {
            return image;
        }
        if (settings.image().isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "exec",
                    "names no image, and this executor has no default: give the task or the executor one");
        }
        return settings.image();
    }

    /** Returns the image that the exec's key covers: its name may stand for another one by now. */
    private String keyed(ExecConfig config) {
        String environment = config.environment();
        return environment.startsWith(ENVIRONMENT)
                ? environment.substring(ENVIRONMENT.length())
                : images.resolve(named(config.image()));
    }

    @Override
    public void check(ExecConfig config) {
        String image = named(config.image());
        if (!image.startsWith("sha256:")) {
            ImageName.parse(image);
        }
        SecretFeed.check(config.secretEnv());
        if (config.needsDockerAccess() && settings.dockerSocket().isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_ALLOWED,
                    "exec",
                    "asks for access to the Docker engine, which this executor does not permit",
                    config.ident());
        }
        if (config.needsAwsCredentials() && settings.awsCredentials().isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_ALLOWED,
                    "exec",
                    "asks for AWS credentials, which this executor was not given",
                    config.ident());
        }
    }

    @Override
    public Inputs inputs() {
        return Inputs.READ_ONLY;
    }

    @Override
    public String pathInside(ExecFolder folder, Path path) {
        return ContainerPaths.inside(folder, path);
    }

    @Override
    public Optional<Path> pathOutside(ExecFolder folder, String path) {
        return ContainerPaths.outside(folder, path);
    }

    @Override
    public String token(ExecFolder folder, Digest id) {
        return Labels.container(folder, id);
    }

    @Override
    public Launched start(Launch launch) {
        String name = launch.token();
        String image = keyed(launch.config());
        removals.await(name, REMOVAL_LIMIT);
        boolean started = false;
        try {
            Optional<AutoCloseable> secrets = starter.start(launch, image);
            ContainerCommand command = ContainerCommand.started(this, name, launch.folder(), secrets);
            live.put(name, command);
            started = true;
            return command;
        } finally {
            if (!started) {
                removals.now(name);
            }
        }
    }

    /** A container that was created but not started is of no use: its secrets are gone. */
    @Override
    public Optional<Launched> adopt(String token, ExecFolder folder) {
        Container container = found(Labels.executorOf(folder)).get(token);
        if (container == null || !ADOPTABLE.contains(String.valueOf(container.getState()))) {
            return Optional.empty();
        }
        String start = containers.state(token).getStartedAt();
        ContainerCommand command = ContainerCommand.adopted(this, token, folder, instant(start));
        live.put(token, command);
        return Optional.of(command);
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Returns the containers that an earlier executor on the same folder left, by name. */
    private synchronized Map<String, Container> found(String executor) {
        if (found.isEmpty()) {
            Map<String, Container> byName = new HashMap<>();
            for (Container container : containers.list(Map.of(Labels.EXECUTOR, executor))) {
                byName.put(container.getNames()[0].substring(1), container);
            }
            found = Optional.of(byName);
        }
        return found.get();
    }

    @Override
    public void remove(Collection<String> tokens) {
        for (String token : tokens) {
            ContainerCommand command = live.remove(token);
            if (command != null) {
                command.remove();
            } else if (isFound(token)) {
                removals.later(token);
            }
        }
    }

    private synchronized boolean isFound(String token) {
        return found.isPresent() && found.get().remove(token) != null;
    }

    /** Removes what was found and not adopted, and takes over what is to be closed with this. */
    void recovered(String executor, AutoCloseable closedWithThis) {
        List<String> leftovers;
        synchronized (this) {
            sweeper = Optional.of(closedWithThis);
            leftovers = List.copyOf(found(executor).keySet());
            found = Optional.of(new HashMap<>());
        }
        for (String name : leftovers) {
            if (!live.containsKey(name)) {
                removals.later(name);
            }
        }
    }

    /** What could not be removed before, since the engine did not answer, may be removed now. */
    private void removeRest() {
        try {
            List<Container> rest = CLOSING.call(() -> engine().once(client -> Containers.list(client, own()), "close"));
            rest.forEach(left -> removals.now(left.getId()));
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.WARNING, "containers may be left until this folder is opened again", e);
        }
    }

    private Map<String, String> own() {
        return Map.of(Labels.EXECUTOR, Labels.executor(settings.folder()));
    }

    @Override
    public void close() {
        Optional<AutoCloseable> closing;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            closing = sweeper;
        }
        try {
            if (closing.isPresent()) {
                closing.get().close();
            }
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the sweeper could not be closed", e);
        }
        live.keySet().forEach(removals::later);
        removals.awaitAll(REMOVAL_LIMIT);
        removeRest();
        engine().close();
    }
}
