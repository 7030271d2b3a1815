package io.weirflow.executor.docker;

import com.google.common.collect.ImmutableMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.staged.DiskFailures;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates and starts the container of a command. */
final class ContainerStarter {
    private final Containers containers;
    private final Images images;
    private final DockerSettings settings;
    private final ContainerSpec spec;

    ContainerStarter(Containers containers, Images images, DockerSettings settings) {
        this.containers = containers;
        this.images = images;
        this.settings = settings;
        this.spec = new ContainerSpec(settings);
    }

    /** Starts a command; returns the connection by which it gets its secrets, if it has any. On failure the container may be left. */
    Optional<AutoCloseable> start(Launch launch, String image) {
        prepare(launch);
        Map<String, String> values = secrets(launch);
        Optional<SecretFeed> secrets = values.isEmpty() ? Optional.empty() : Optional.of(new SecretFeed(values));
        return containers.inTurn(
                () -> {
                    create(launch, image, secrets);
                    Optional<AutoCloseable> connection =
                            secrets.map(feed -> feed.connect(containers.engine(), launch.token()));
                    containers.start(launch.token());
                    return connection;
                },
                "start",
                launch.token());
    }

    private void prepare(Launch launch) {
        ExecFolder folder = launch.folder();
        try {
            Files.writeString(folder.script(), launch.command() + "\n");
            Status.prepare(ContainerPaths.status(folder));
            for (Path log : List.of(folder.stdout(), folder.stderr())) {
                Files.deleteIfExists(log);
                Files.createFile(log);
            }
            give(folder);
        } catch (IOException e) {
            throw DiskFailures.writing(e, folder.root(), "start", launch.token());
        }
    }

    /** Gives what the command writes to the user as whom it runs. */
    private void give(ExecFolder folder) throws IOException {
        Optional<FileOwner> owner = settings.owner();
        if (owner.isEmpty() || FileOwner.of(folder.tmp()).map(FileOwner::user).equals(owner.map(FileOwner::user))) {
            return;
        }
        List<Path> written = new ArrayList<>(List.of(
                folder.tmp(), folder.outputs(), folder.stdout(), folder.stderr(), ContainerPaths.status(folder)));
        try (DirectoryStream<Path> outputs = Files.newDirectoryStream(folder.outputs())) {
            outputs.forEach(written::add);
        }
        try {
            for (Path path : written) {
                owner.get().give(path);
            }
        } catch (FileSystemException e) {
            throw new WeirflowException(
                    Failure.of(
                            ErrorKind.NOT_ALLOWED,
                            "start",
                            "commands cannot run as " + settings.user()
                                    + ", since only root can give them files to write to: leave the user out, or run as root",
                            folder.root()),
                    e);
        }
    }

    private Map<String, String> secrets(Launch launch) {
        ImmutableMap.Builder<String, String> secrets = ImmutableMap.builder();
        secrets.putAll(launch.config().secretEnv());
        if (launch.config().needsAwsCredentials()) {
            try {
                settings.awsCredentials().ifPresent(credentials -> secrets.putAll(credentials.get()));
            } catch (RuntimeException e) {
                throw new WeirflowException(
                        Failure.of(
                                ErrorKind.TEMPORARY,
                                "start",
                                "the AWS credentials could not be had: " + e.getMessage(),
                                launch.token()),
                        e);
            }
        }
        return secrets.buildKeepingLast();
    }

    /** Whatever has the container's name already is a leftover: of a request whose answer was lost, or of an earlier run. */
    private void create(Launch launch, String image, Optional<SecretFeed> secrets) {
        try {
            createOnce(launch, image, secrets);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.PRECONDITION)) {
                containers.remove(launch.token());
            } else if (e.is(ErrorKind.NOT_EXIST)) {
                fetchAgain(launch, image);
            } else {
                throw e;
            }
            createOnce(launch, image, secrets);
        }
    }

    /** The image was removed from the engine since its name was resolved. */
    private void fetchAgain(Launch launch, String image) {
        String name = launch.config().image().isEmpty()
                ? settings.image()
                : launch.config().image();
        images.forget(name);
        if (!images.resolve(name).equals(image)) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION,
                    "start",
                    "the engine no longer has the image that " + name
                            + " stood for when this exec was keyed: evaluate again",
                    image);
        }
    }

    private void createOnce(Launch launch, String image, Optional<SecretFeed> secrets) {
        containers
                .engine()
                .patiently(
                        client -> spec.apply(client.createContainerCmd(image), launch, secrets)
                                .exec(),
                        "create",
                        launch.token(),
                        image);
    }
}
