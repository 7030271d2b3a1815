package io.weirflow.exec.process;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The programs by which commands are run, where this machine has them.
 *
 * @param path the search path
 * @param bash a bash
 * @param sh a POSIX shell
 * @param setsid the program that starts another one in a session of its own
 */
record Shells(String path, Optional<Path> bash, Optional<Path> sh, Optional<Path> setsid) {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Finds the programs in the usual places and in the search path of this process. */
    static Shells find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse(DEFAULT_PATH);
        return new Shells(path, find("bash", path), find("sh", path), find("setsid", path));
    }

    private static Optional<Path> find(String program, String path) {
        ImmutableList.Builder<String> folders = ImmutableList.builder();
        folders.add("/bin", "/usr/bin")
                .addAll(Splitter.on(':').omitEmptyStrings().split(path));
        for (String folder : folders.build()) {
            try {
                Path file = Path.of(folder, program);
                if (file.isAbsolute() && Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            } catch (InvalidPathException e) {
                // no folder of this name can exist
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the start of the command line that runs a script: of bash, so that it ends at the first command that fails, also in
     * a pipeline; without bash of sh, which cannot tell about pipelines.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if there is no shell
     */
    List<String> runner() {
        if (bash.isPresent()) {
            return List.of(bash.get().toString(), "-e", "-o", "pipefail");
        }
        return List.of(
                sh.map(Path::toString)
                        .orElseThrow(() -> WeirflowException.of(
                                ErrorKind.NOT_SUPPORTED,
                                "start",
                                "commands need bash or sh, and neither is in /bin, /usr/bin or the search path",
                                path)),
                "-e");
    }

    /** Returns a command line that runs another one in a session of its own, where that is possible. */
    List<String> inSession(List<String> command) {
        ImmutableList.Builder<String> line = ImmutableList.builder();
        setsid.ifPresent(program -> line.add(program.toString()));
        return line.addAll(command).build();
    }
}
