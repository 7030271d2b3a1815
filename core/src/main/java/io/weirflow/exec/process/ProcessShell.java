package io.weirflow.exec.process;

import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Shell;
import io.weirflow.exec.staged.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** A shell in the folder and with the environment of a command; it carries the command's token, and so ends with it. */
final class ProcessShell implements Shell {
    private final ProcessLauncher launcher;
    private final Process process;

    private ProcessShell(ProcessLauncher launcher, Process process) {
        this.launcher = launcher;
        this.process = process;
    }

    static ProcessShell open(ProcessLauncher launcher, Launch launch) {
        Shells shells = launcher.shells();
        String program = shells.bash().or(shells::sh).map(Object::toString).orElse("sh");
        ProcessBuilder builder = launcher.builder(launch, shells.inSession(List.of(program)));
        try {
            return new ProcessShell(launcher, builder.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw WeirflowException.wrap(e, "shell", launch.token());
        }
    }

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
        List<Long> members =
                launcher.table().members(new Target(process.pid(), "no token, since it shares that of the command"));
        ProcessTable.signal(members, true);
        process.destroyForcibly();
        launcher.ender().end(() -> process.isAlive() ? List.of(process.pid()) : List.of(), Duration.ZERO);
    }
}
