package io.weirflow.exec.process;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Shell;
import io.weirflow.exec.staged.Exit;
import io.weirflow.exec.staged.Launch;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A command that runs, or ran, as a process of this machine, whoever started it. */
final class LocalCommand implements Launched {
    private static final int KILLED = 137;

    private final ProcessLauncher launcher;
    private final Launch launch;
    private final Optional<Long> oomKillsBefore;
    private final long startNanos;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private volatile @Nullable Target target;
    private final Set<Long> signalled = ConcurrentHashMap.newKeySet();
    private boolean terminated;
    private boolean killed;

    /**
     * How its shell ended.
     *
     * @param code its exit code
     * @param cpuTime what it and the children it waited for used in all
     */
    record Ending(int code, Optional<Duration> cpuTime) {}

    LocalCommand(ProcessLauncher launcher, Launch launch) {
        this.launcher = launcher;
        this.launch = launch;
        this.oomKillsBefore = launcher.oomKills().recent();
        this.startNanos = launcher.ticker().read();
    }

    Launch launch() {
        return launch;
    }

    /** Tells which process its shell is. Requests to end it that came before are passed on. */
    void started(long pid) {
        synchronized (this) {
            target = new Target(pid, launch.token());
        }
        if (terminated || killed) {
            signalNow(killed);
        }
    }

    /** Tells how it ended. */
    void ended(int code, Optional<Duration> cpuTime) {
        ending.complete(new Ending(code, cpuTime));
    }

    /** Tells that how it ends cannot be learned. */
    void failed(WeirflowException reason) {
        ending.completeExceptionally(reason);
    }

    @Override
    public Exit await() throws InterruptedException {
        try {
            Ending how = ending.get();
            boolean outOfMemory = how.code == KILLED && launcher.oomKills().anySince(oomKillsBefore);
            return new Exit(how.code, outOfMemory, new Usage(how.cpuTime, OptionalLong.empty()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WeirflowException w ? w : WeirflowException.wrap(e, "await", launch.token());
        }
    }

    @Override
    public void signal(boolean forcibly) {
        synchronized (this) {
            terminated = true;
            killed |= forcibly;
            if (target == null) {
                return;
            }
        }
        signalNow(forcibly);
    }

    private void signalNow(boolean forcibly) {
        Target known = target;
        if (known != null && !ending.isDone()) {
            List<Long> members = launcher.table().allMembers(known);
            signalled.addAll(members);
            ProcessTable.signal(members, forcibly);
        }
    }

    @Override
    public Usage sample() {
        Target known = target;
        return known == null
                ? Usage.UNKNOWN
                : launcher.table().usage(launcher.table().members(known));
    }

    @Override
    public List<String> commands() {
        // Of what was just started it is not known yet which process its shell is.
        Target known = target;
        ProcessTable table = launcher.table();
        return table.commands(known == null ? table.marked(launch.token()) : table.allMembers(known));
    }

    @Override
    public Shell shell() {
        if (ending.isDone()) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "shell", "the command does not run", launch.token());
        }
        return ProcessShell.open(launcher, launch);
    }

    @Override
    public void end(Duration patience) {
        if (!ending.isDone()) {
            signal(true);
        }
        Target known = target;
        ProcessTable table = launcher.table();
        long age = launcher.ticker().read() - startNanos;
        launcher.ender()
                .end(
                        () -> known == null ? table.marked(launch.token()) : table.strays(known, age),
                        signalled,
                        patience);
    }
}
