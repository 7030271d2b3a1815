package io.weirflow.exec.process;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.staged.DiskFailures;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launch;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Launcher;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts commands as processes of this machine. */
final class ProcessLauncher implements Launcher {
    private final String hostIdentity;
    private final boolean ignoreImages;
    private final Shells shells;
    private final Ticker ticker = Ticker.systemTicker();
    private final ProcessTable table;
    private final OomKills oomKills;
    private final ProcessEnder ender;
    private final DirectStarter direct = new DirectStarter(this);
    private final Set<String> swept = new HashSet<>();
    private @Nullable Spawner spawner;
    private boolean closed;

    ProcessLauncher(String hostIdentity, boolean ignoreImages, Shells shells, File procFolder) {
        this.hostIdentity = hostIdentity;
        this.ignoreImages = ignoreImages;
        this.shells = shells;
        ProcFiles proc = new ProcFiles(procFolder);
        this.table = proc.exist() ? new LinuxProcesses(proc, ticker) : new HandleProcesses();
        this.ender = new ProcessEnder(ticker, table);
        this.oomKills = new OomKills(proc, ticker);
    }

    Shells shells() {
        return shells;
    }

    Ticker ticker() {
        return ticker;
    }

    ProcessTable table() {
        return table;
    }

    OomKills oomKills() {
        return oomKills;
    }

    ProcessEnder ender() {
        return ender;
    }

    @Override
    public String scheme() {
        return "process";
    }

    @Override
    public String environment(String image) {
        if (!image.isEmpty() && !ignoreImages) {
            throw noImages(image);
        }
        String system = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
        return "host:" + system + (hostIdentity.isEmpty() ? "" : ":" + hostIdentity);
    }

    private static WeirflowException noImages(String image) {
        return WeirflowException.of(
                ErrorKind.NOT_SUPPORTED,
                "exec",
                "local processes run on the host and cannot honour an image: use another executor, or let this one ignore images",
                image);
    }

    @Override
    public void check(ExecConfig config) {
        if (!config.image().isEmpty() && !ignoreImages) {
            throw noImages(config.image());
        }
        if (config.needsDockerAccess() || config.needsAwsCredentials()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "exec",
                    "local processes are given no access to Docker or AWS: pass what they need as secret environment variables",
                    config.ident());
        }
    }

    @Override
    public Inputs inputs() {
        return Inputs.PRIVATE_COPIES;
    }

    @Override
    public String pathInside(ExecFolder folder, Path path) {
        return path.toString();
    }

    @Override
    public Optional<Path> pathOutside(ExecFolder folder, String path) {
        try {
            return Optional.of(Path.of(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public String token(ExecFolder folder, Digest id) {
        return Marker.token(folder, id);
    }

    @Override
    public Launched start(Launch launch) {
        sweep(launch.token());
        try {
            Files.writeString(launch.folder().script(), launch.command() + "\n");
        } catch (IOException e) {
            throw DiskFailures.writing(e, launch.folder().root(), "start", launch.token());
        }
        LocalCommand command = new LocalCommand(this, launch);
        Optional<String> environment = shells.bash().isPresent()
                ? ShellCode.export(launch.environment())
                        .map(code -> code + "export " + Marker.NAME + "=" + launch.token() + "; ")
                : Optional.empty();
        if (environment.isPresent()) {
            spawner(launch.token()).start(command, environment.get());
        } else {
            direct.start(command);
        }
        return command;
    }

    private synchronized Spawner spawner(String token) {
        if (closed) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "start", "the executor is closed", token);
        }
        Spawner current = spawner;
        if (current == null || current.hasEnded()) {
            if (current != null) {
                current.close();
            }
            current = Spawner.start(shells, shells.bash().orElseThrow().toString(), Marker.ofSpawner(token));
            spawner = current;
        }
        return current;
    }

    /** Returns a builder of a process in the folder and with the environment of a command. */
    ProcessBuilder builder(Launch launch, List<String> line) {
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(launch.folder().tmp().toFile());
        builder.environment().clear();
        builder.environment().put("PATH", shells.path());
        builder.environment().putAll(launch.environment());
        builder.environment().put(Marker.NAME, launch.token());
        return builder;
    }

    /** The exit code of a process that is not our child cannot be learned. */
    @Override
    public Optional<Launched> adopt(String token, ExecFolder folder) {
        return Optional.empty();
    }

    @Override
    public void remove(Collection<String> tokens) {
        tokens.forEach(this::sweep);
    }

    /** Ends, once, what an earlier program left running in the same folder. */
    private synchronized void sweep(String token) {
        if (swept.add(Marker.prefix(token))) {
            ender.end(() -> table.marked(Marker.prefix(token)), Duration.ZERO);
        }
    }

    @Override
    public void close() {
        Spawner last;
        Set<String> prefixes;
        synchronized (this) {
            closed = true;
            last = spawner;
            spawner = null;
            prefixes = Set.copyOf(swept);
            swept.clear();
        }
        List<Long> running = prefixes.stream()
                .flatMap(prefix -> table.marked(prefix).stream())
                .toList();
        if (last != null) {
            last.close();
        }
        prefixes.forEach(prefix -> ender.end(() -> table.marked(prefix), running, Duration.ZERO));
    }
}
