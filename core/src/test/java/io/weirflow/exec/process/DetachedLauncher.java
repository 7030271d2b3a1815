package io.weirflow.exec.process;

import com.google.common.base.Ticker;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Starts each command under a supervisor in a session of its own, which outlives this program and writes down how the command
 * ended. The token is the exec's folder.
 */
final class DetachedLauncher implements Launcher {
    /** Names the supervisor and the command's shell, then waits for that, then says how it ended. */
    private static final String SUPERVISOR = """
            state=$1/supervised
            mkdir "$state"
            WEIRFLOW_EXEC=$1 setsid bash -e -o pipefail "$1/command" </dev/null >"$1/stdout" 2>"$1/stderr" &
            echo "$$ $!" >"$state/pids.part"
            mv "$state/pids.part" "$state/pids"
            wait $!
            echo $? >"$state/exit.part"
            mv "$state/exit.part" "$state/exit"
            """;

    private final ProcFiles proc = new ProcFiles(new File("/proc"));
    private final ProcessTable table = new LinuxProcesses(proc, Ticker.systemTicker());
    private final ProcessEnder ender = new ProcessEnder(Ticker.systemTicker(), table);
    private final Shells shells = Shells.find();
    private final Set<String> owned = new HashSet<>();

    ProcFiles proc() {
        return proc;
    }

    ProcessTable table() {
        return table;
    }

    ProcessEnder ender() {
        return ender;
    }

    @Override
    public String scheme() {
        return "detached";
    }

    @Override
    public String environment(String image) {
        return "host";
    }

    @Override
    public void check(ExecConfig config) {}

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
        return Optional.of(Path.of(path));
    }

    @Override
    public String token(ExecFolder folder, Digest id) {
        return folder.root().toString();
    }

    @Override
    public Launched start(Launch launch) {
        own(launch.token());
        Path root = launch.folder().root();
        try {
            Files.writeString(launch.folder().script(), launch.command() + "\n");
            ProcessBuilder builder = new ProcessBuilder("setsid", "sh", "-c", SUPERVISOR, "supervisor", root.toString())
                    .directory(launch.folder().tmp().toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(Map.of("PATH", shells.path()));
            builder.environment().putAll(launch.environment());
            Process supervisor = builder.start();
            return new DetachedCommand(this, DetachedCommand.awaitPids(supervisor, root), root);
        } catch (IOException e) {
            throw DiskFailures.writing(e, root, "start", launch.token());
        }
    }

    @Override
    public Optional<Launched> adopt(String token, ExecFolder folder) {
        Optional<DetachedCommand.Pids> pids = DetachedCommand.readPids(folder.root());
        Optional<Launched> found = pids.map(known -> new DetachedCommand(this, known, folder.root()))
                .filter(command -> command.exitCode().isPresent() || command.isSupervised())
                .map(command -> command);
        if (found.isPresent()) {
            own(token);
        }
        return found;
    }

    private synchronized void own(String token) {
        owned.add(token);
    }

    @Override
    public void remove(Collection<String> tokens) {
        tokens.forEach(this::remove);
        synchronized (this) {
            owned.removeAll(tokens);
        }
    }

    private void remove(String token) {
        Path root = Path.of(token);
        DetachedCommand.readPids(root)
                .ifPresent(pids -> new DetachedCommand(this, pids, root).endWithSupervisor(Duration.ZERO));
        try {
            for (String name : List.of("pids", "pids.part", "exit", "exit.part", "")) {
                Files.deleteIfExists(root.resolve("supervised").resolve(name));
            }
        } catch (IOException e) {
            throw WeirflowException.wrap(e, "remove", token);
        }
    }

    @Override
    public void close() {
        Set<String> left;
        synchronized (this) {
            left = Set.copyOf(owned);
        }
        remove(left);
    }
}
