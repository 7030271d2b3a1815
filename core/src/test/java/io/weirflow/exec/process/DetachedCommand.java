package io.weirflow.exec.process;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Shell;
import io.weirflow.exec.staged.Exit;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/** A command under the supervisor of a {@link DetachedLauncher}, which writes to a folder beside it. */
final class DetachedCommand implements Launched {
    private final DetachedLauncher launcher;
    private final Pids pids;
    private final Path root;
    private final Target target;

    /** The process of the supervisor and that of the command's shell. */
    record Pids(long supervisor, long shell) {}

    DetachedCommand(DetachedLauncher launcher, Pids pids, Path root) {
        this.launcher = launcher;
        this.pids = pids;
        this.root = root;
        this.target = new Target(pids.shell, root.toString());
    }

    static Optional<Pids> readPids(Path root) {
        return read(root, "pids")
                .map(text -> Splitter.on(' ').splitToList(text))
                .map(words -> new Pids(Long.parseLong(words.get(0)), Long.parseLong(words.get(1))));
    }

    static Pids awaitPids(Process supervisor, Path root) {
        for (Optional<Pids> pids = readPids(root); ; pids = readPids(root)) {
            if (pids.isPresent()) {
                return pids.get();
            }
            if (!supervisor.isAlive() && readPids(root).isEmpty()) {
                throw WeirflowException.of(ErrorKind.UNAVAILABLE, "start", "the supervisor ended", root);
            }
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(2_000_000);
    }

    private static Optional<String> read(Path root, String name) {
        try {
            Path file = root.resolve("supervised").resolve(name);
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    OptionalInt exitCode() {
        return read(root, "exit")
                .map(code -> OptionalInt.of(Integer.parseInt(code)))
                .orElse(OptionalInt.empty());
    }

    /** Tells whether the supervisor lives: that process, and not one that was given its id later. */
    boolean isSupervised() {
        return launcher.proc().stat(pids.supervisor).filter(ProcStat::isAlive).isPresent()
                && launcher.proc()
                        .text(pids.supervisor + "/cmdline")
                        .filter(line -> line.endsWith("\0supervisor\0" + root + "\0"))
                        .isPresent();
    }

    @Override
    public Optional<Instant> started() {
        try {
            return Optional.of(
                    Files.getLastModifiedTime(root.resolve("supervised/pids")).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Exit await() throws InterruptedException {
        while (true) {
            boolean supervised = isSupervised();
            OptionalInt code = exitCode();
            if (code.isPresent()) {
                return new Exit(code.getAsInt(), false, Usage.UNKNOWN);
            }
            if (!supervised) {
                throw WeirflowException.of(ErrorKind.UNAVAILABLE, "exec", "its supervisor ended: put it again", root);
            }
            pause();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public void signal(boolean forcibly) {
        ProcessTable.signal(launcher.table().allMembers(target), forcibly);
    }

    @Override
    public Usage sample() {
        return launcher.table().usage(launcher.table().members(target));
    }

    @Override
    public List<String> commands() {
        return launcher.table().commands(launcher.table().allMembers(target));
    }

    @Override
    public void end(Duration patience) {
        if (exitCode().isEmpty()) {
            signal(true);
        }
        launcher.ender().end(() -> launcher.table().allMembers(target), patience);
    }

    /** Ends it, and its supervisor before that can say how. */
    void endWithSupervisor(Duration patience) {
        launcher.ender().end(this::all, patience);
    }

    private List<Long> all() {
        List<Long> all = new ArrayList<>();
        if (isSupervised()) {
            all.add(pids.supervisor);
        }
        all.addAll(launcher.table().allMembers(target));
        return all;
    }

    @Override
    public Shell shell() {
        if (exitCode().isPresent()) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "shell", "the command does not run", root);
        }
        ProcessBuilder builder = new ProcessBuilder("setsid", "bash")
                .directory(root.resolve("tmp").toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        String environment =
                launcher.proc().text(pids.shell + "/environ").orElse("").strip();
        for (String variable : Splitter.on('\0').omitEmptyStrings().split(environment)) {
            int at = variable.indexOf('=');
            builder.environment().put(variable.substring(0, at), variable.substring(at + 1));
        }
        try {
            return new DetachedShell(builder.start());
        } catch (IOException e) {
            throw WeirflowException.wrap(e, "shell", root);
        }
    }

    private record DetachedShell(Process process) implements Shell {
        @Override
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        @Override
        public InputStream stdout() {
            return process.getInputStream();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
