package io.weirflow.exec.process;

import com.google.common.collect.ImmutableList;
import io.weirflow.exec.staged.DiskFailures;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launch;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Starts each command by itself: where there is no bash for the {@link Spawner}, and what the spawner cannot express. */
final class DirectStarter {
    private static final File NOTHING = new File("/dev/null");

    private final ProcessLauncher launcher;

    DirectStarter(ProcessLauncher launcher) {
        this.launcher = launcher;
    }

    void start(LocalCommand command) {
        Launch launch = command.launch();
        ExecFolder folder = launch.folder();
        List<String> line = ImmutableList.<String>builder()
                .addAll(launcher.shells().runner())
                .add(folder.script().toString())
                .build();
        ProcessBuilder builder = launcher.builder(launch, launcher.shells().inSession(line))
                .redirectInput(NOTHING)
                .redirectOutput(folder.stdout().toFile())
                .redirectError(folder.stderr().toFile());
        try {
            Process process = builder.start();
            command.started(process.pid());
            var unused = process.onExit().thenAccept(ended -> command.ended(ended.exitValue(), Optional.empty()));
        } catch (IOException e) {
            throw DiskFailures.writing(e, folder.root(), "start", launch.token());
        }
    }
}
