package io.weirflow.executor.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launch;
import io.weirflow.resource.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The container of a command: what it sees, what it may do and use. */
final class ContainerSpec {
    /** Of less than this the engine's runtime itself would run out before the command has begun. */
    private static final long LEAST_MEMORY_BYTES = 16L << 20;

    /** The kernel ends containers before anything else when the machine runs out of memory. */
    private static final int OOM_SCORE = 1000;

    private static final String HOSTS = "/etc/hosts";
    private static final double NANO = 1e9;

    private final DockerSettings settings;

    ContainerSpec(DockerSettings settings) {
        this.settings = settings;
    }

    /** Fills in the request that creates a command's container. */
    CreateContainerCmd apply(CreateContainerCmd command, Launch launch, Optional<SecretFeed> secrets) {
        Set<String> secretNames = launch.config().secretEnv().keySet();
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : launch.environment().entrySet()) {
            if (!secretNames.contains(variable.getKey())) {
                environment.add(variable.getKey() + "=" + variable.getValue());
            }
        }
        command.withName(launch.token())
                .withLabels(Labels.of(launch.folder(), launch.config().ident()))
                .withEntrypoint(secrets.map(Supervisor::commandLine).orElseGet(Supervisor::commandLine))
                .withCmd(List.of())
                .withEnv(environment)
                .withWorkingDir(ContainerPaths.TMP)
                .withStopSignal("SIGKILL")
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withHostConfig(host(launch));
        if (secrets.isPresent()) {
            command.withStdinOpen(true).withStdInOnce(true).withAttachStdin(true);
        }
        if (!settings.user().isEmpty()) {
            command.withUser(settings.user());
        }
        if (!settings.network().equals("host")) {
            // Otherwise it is the container's id, different each time.
            command.withHostName("weirflow");
        }
        if (settings.hasNoNetwork()) {
            // The runtime makes a name space with a loopback device alone, which takes half of a start less than the
            // engine does.
            command.withNetworkDisabled(true);
        }
        return command;
    }

    private HostConfig host(Launch launch) {
        HostConfig host = new HostConfig()
                .withMounts(mounts(launch))
                .withNetworkMode(settings.network())
                .withReadonlyRootfs(!settings.isRootWritable().test(launch.config()))
                .withSecurityOpts(List.of("no-new-privileges"))
                .withCapDrop(Capability.ALL)
                .withCapAdd(settings.capabilities().stream()
                        .map(Capability::valueOf)
                        .toArray(Capability[]::new))
                .withPidsLimit(settings.processLimit())
                .withOomScoreAdj(OOM_SCORE)
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
        limit(host, launch.config().resources());
        if (launch.config().needsDockerAccess()) {
            settings.dockerSocket()
                    .flatMap(FileOwner::of)
                    .ifPresent(owner -> host.withGroupAdd(List.of(Integer.toString(owner.group()))));
        }
        return host;
    }

    private void limit(HostConfig host, Resources resources) {
        if (resources.cpu() > 0) {
            host.withNanoCPUs((long) (Math.min(resources.cpu(), settings.processors()) * NANO));
        }
        if (resources.memoryBytes() > 0) {
            long bytes = Math.max((long) resources.memoryBytes(), LEAST_MEMORY_BYTES);
            host.withMemory(bytes).withMemorySwap(bytes); // memory and swap together: no swap
        }
    }

    private List<Mount> mounts(Launch launch) {
        ExecFolder folder = launch.folder();
        List<Mount> mounts = new ArrayList<>();
        if (Files.isDirectory(folder.args())) {
            mounts.add(own(folder.args(), ContainerPaths.ARGS, false));
        }
        mounts.add(own(folder.tmp(), ContainerPaths.TMP, true));
        mounts.add(own(folder.outputs(), ContainerPaths.OUTPUTS, true));
        mounts.add(own(folder.script(), ContainerPaths.COMMAND, false));
        // Single files cannot be replaced from inside, for example by a link to elsewhere.
        mounts.add(own(folder.stdout(), ContainerPaths.STDOUT, true));
        mounts.add(own(folder.stderr(), ContainerPaths.STDERR, true));
        mounts.add(own(ContainerPaths.status(folder), ContainerPaths.STATUS, true));
        if (settings.hasNoNetwork()
                && settings.mounts().stream().noneMatch(extra -> extra.target().equals(HOSTS))) {
            mounts.add(own(HostNames.file(settings.folder()), HOSTS, false));
        }
        settings.mounts()
                .forEach(extra -> mounts.add(mount(extra.source().toString(), extra.target(), extra.writable())));
        if (launch.config().needsDockerAccess()) {
            settings.dockerSocket()
                    .ifPresent(socket -> mounts.add(mount(socket.toString(), "/var/run/docker.sock", true)));
        }
        return mounts;
    }

    private Mount own(Path path, String target, boolean writable) {
        return mount(settings.onEngine(path), target, writable);
    }

    private static Mount mount(String source, String target, boolean writable) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(source)
                .withTarget(target)
                .withReadOnly(!writable);
    }
}
