package io.weirflow.executor.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.TopContainerResponse;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Shell;
import io.weirflow.exec.staged.DiskFailures;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Exit;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** A command in a container, whoever started it. */
final class ContainerCommand implements Launched {
    private static final System.Logger LOG = System.getLogger(ContainerCommand.class.getName());

    /** How often the engine is asked whether it still runs, in case a connection died unnoticed. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    private static final int KILLED = 137;
    private static final int TEMPORARY_FAILURE = 75;

    private final DockerLauncher launcher;
    private final String name;
    private final ExecFolder folder;
    private final Optional<Instant> started;
    private final Optional<AutoCloseable> secrets;
    private final StatsFollower stats;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean killing = new AtomicBoolean();
    private volatile boolean killWanted;
    private volatile boolean ended;

    private ContainerCommand(
            DockerLauncher launcher,
            String name,
            ExecFolder folder,
            Optional<Instant> started,
            Optional<AutoCloseable> secrets) {
        this.launcher = launcher;
        this.name = name;
        this.folder = folder;
        this.started = started;
        this.secrets = secrets;
        this.stats = new StatsFollower(launcher.engine(), name, launcher.ticker());
    }

    /** A command that was just started; the connection by which it gets its secrets is closed when it has ended. */
    static ContainerCommand started(
            DockerLauncher launcher, String name, ExecFolder folder, Optional<AutoCloseable> secrets) {
        return new ContainerCommand(launcher, name, folder, Optional.empty(), secrets);
    }

    /** A command that an earlier run of the program started. */
    static ContainerCommand adopted(
            DockerLauncher launcher, String name, ExecFolder folder, Optional<Instant> started) {
        return new ContainerCommand(launcher, name, folder, started, Optional.empty());
    }

    @Override
    public Optional<Instant> started() {
        return started;
    }

    @Override
    public Exit await() throws InterruptedException {
        int code = awaitCode();
        ended = true;
        stats.close();
        Optional<Status> status = readStatus();
        if (status.isPresent()) {
            return new Exit(
                    code,
                    isOutOfMemory(code, status.get().outOfMemoryKills() > 0),
                    new Usage(status.get().cpuTime(), OptionalLong.empty()));
        }
        // The supervisor cannot be ended from inside but by the kernel.
        if (killWanted) {
            return new Exit(KILLED, false, Usage.UNKNOWN);
        }
        if (isOutOfMemory(code, false)) {
            return new Exit(KILLED, true, Usage.UNKNOWN);
        }
        throw WeirflowException.of(
                ErrorKind.UNAVAILABLE,
                "exec",
                "its container was ended from outside (exit code " + code
                        + "), for example by docker kill or since the engine was stopped: put it again",
                name);
    }

    private int awaitCode() throws InterruptedException {
        while (true) {
            try {
                OptionalInt code = launcher.engine().awaitExit(name, LOOK_AGAIN);
                if (code.isPresent()) {
                    return code.getAsInt();
                }
            } catch (EngineUnreachableException e) {
                LOG.log(System.Logger.Level.DEBUG, "lost the connection while waiting for {0}: {1}", name, e);
            } catch (WeirflowException e) {
                throw e.is(ErrorKind.NOT_EXIST) ? removed() : e;
            }
            ContainerState state = state();
            if (!Boolean.TRUE.equals(state.getRunning()) && state.getExitCodeLong() != null) {
                return state.getExitCodeLong().intValue();
            }
        }
    }

    private ContainerState state() {
        try {
            return launcher.containers().state(name);
        } catch (WeirflowException e) {
            throw e.is(ErrorKind.NOT_EXIST) ? removed() : e;
        }
    }

    private WeirflowException removed() {
        return WeirflowException.of(
                ErrorKind.UNAVAILABLE, "exec", "its container was removed from outside: put it again", name);
    }

    private Optional<Status> readStatus() {
        try {
            return Status.read(ContainerPaths.status(folder));
        } catch (IOException e) {
            throw DiskFailures.writing(e, folder.root(), "exec", name);
        }
    }

    /** Reflow's order: a command that succeeded, or asks to be tried again, did so whatever happened to its children. */
    private boolean isOutOfMemory(int code, boolean kernelKilled) {
        if (code == 0 || code == TEMPORARY_FAILURE) {
            return false;
        }
        return kernelKilled || OomSigns.areIn(folder) || toldByEngine();
    }

    private boolean toldByEngine() {
        try {
            return Boolean.TRUE.equals(launcher.containers().state(name).getOOMKilled());
        } catch (WeirflowException e) {
            return false;
        }
    }

    @Override
    public void signal(boolean forcibly) {
        killWanted |= forcibly;
        if (ended || !(forcibly ? killing : asked).compareAndSet(false, true)) {
            return;
        }
        Threads.perTaskExecutor().execute(() -> {
            try {
                if (forcibly) {
                    launcher.containers().kill(name);
                } else {
                    EngineExec.run(launcher.engine(), name, Supervisor.stopCommandLine());
                }
            } catch (WeirflowException e) {
                LOG.log(System.Logger.Level.DEBUG, "the container {0} could not be signaled: {1}", name, e);
                if (forcibly) {
                    killing.set(false); // whoever asks again tries again
                }
            }
        });
    }

    @Override
    public Usage sample() {
        return ended ? Usage.UNKNOWN : stats.latest();
    }

    @Override
    public List<String> commands() {
        if (ended) {
            return List.of();
        }
        try {
            return commands(launcher.engine()
                    .once(
                            client -> client.topContainerCmd(name)
                                    .withPsArgs("-eo pid,args")
                                    .exec(),
                            "top",
                            name));
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, "the processes of {0} could not be listed: {1}", name, e);
            return List.of();
        }
    }

    private static List<String> commands(TopContainerResponse top) {
        int column = Arrays.asList(top.getTitles()).indexOf("COMMAND");
        List<String> commands = new ArrayList<>();
        for (String[] process : top.getProcesses()) {
            if (column >= 0 && column < process.length && !process[column].contains(Supervisor.MARK)) {
                commands.add(process[column]);
            }
        }
        return commands;
    }

    @Override
    public Shell shell() {
        if (ended) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "shell", "the command does not run", name);
        }
        return ContainerShell.open(launcher.engine(), name);
    }

    /** All its processes end together: nothing is left to be patient with. */
    @Override
    public void end(Duration patience) {
        stats.close();
        secrets.ifPresent(ContainerCommand::closeQuietly);
        if (ended) {
            return;
        }
        try {
            launcher.containers().kill(name);
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.WARNING, "the container " + name + " could not be killed", e);
        }
        ended = true;
    }

    /** Removes its container: soon if it ended by itself, or at once, since who had it ended expects that nothing is left. */
    void remove() {
        if (ended && !killWanted && !asked.get()) {
            launcher.removals().later(name);
        } else {
            launcher.removals().now(name);
        }
        try {
            Files.deleteIfExists(ContainerPaths.status(folder));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the status file of " + name + " is left", e);
        }
    }

    private static void closeQuietly(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
        }
    }
}
