package io.weirflow.executor.docker;

import com.google.common.collect.ImmutableMap;
import io.weirflow.digest.Digest;
import io.weirflow.exec.staged.ExecFolder;
import java.nio.file.Path;
import java.util.Map;

/** By what containers are found again: their names, and labels that say whose they are. */
final class Labels {
    /** The label with the executor's digest. */
    static final String EXECUTOR = "io.weirflow.executor";
    /** The label with the executor's folder. */
    static final String FOLDER = "io.weirflow.folder";
    /** The label with the machine on which that folder is. */
    static final String HOST = "io.weirflow.host";
    /** The label with the view of the file system in which that folder is. */
    static final String MOUNTS = "io.weirflow.mounts";
    /** The label with the exec's id, in hexadecimal. */
    static final String EXEC = "io.weirflow.exec";
    /** The label with the exec's name for people. */
    static final String IDENT = "io.weirflow.ident";

    private static final int EXECUTOR_DIGITS = 16;

    private Labels() {}

    /** Returns what identifies the executor of a folder. */
    static String executor(Path folder) {
        return Digest.of(Host.ID + ":" + folder).hex().substring(0, EXECUTOR_DIGITS);
    }

    /** Returns the name of an exec's container: {@code weirflow-<executor>-<id>}. */
    static String container(ExecFolder folder, Digest id) {
        return "weirflow-" + executorOf(folder) + "-" + id.hex();
    }

    static Map<String, String> of(ExecFolder folder, String ident) {
        Path executor = executorFolder(folder);
        return ImmutableMap.of(
                EXECUTOR,
                executor(executor),
                FOLDER,
                executor.toString(),
                HOST,
                Host.ID,
                MOUNTS,
                Host.MOUNTS,
                EXEC,
                String.valueOf(folder.root().getFileName()),
                IDENT,
                ident);
    }

    /** Returns what identifies the executor of an exec's folder. */
    static String executorOf(ExecFolder folder) {
        return executor(executorFolder(folder));
    }

    private static Path executorFolder(ExecFolder folder) {
        Path execs = folder.root().getParent();
        Path executor = execs == null ? null : execs.getParent();
        return executor == null ? folder.root() : executor;
    }
}
