package io.weirflow.exec.process;

import io.weirflow.digest.Digest;
import io.weirflow.exec.staged.ExecFolder;

/**
 * The environment variable by which processes of a command are found, also those that left their process group, and after
 * a restart of the program.
 */
final class Marker {
    /** The name of the variable. */
    static final String NAME = "WEIRFLOW_EXEC";

    private static final int FOLDER_DIGITS = 16;

    private Marker() {}

    /** Returns the value for an exec: a digest of the executor's folder, a slash, and the exec's id. */
    static String token(ExecFolder folder, Digest id) {
        return Digest.of(String.valueOf(folder.root().getParent())).hex().substring(0, FOLDER_DIGITS) + "/" + id.hex();
    }

    /** Returns the start of the tokens of all execs in the same folder. */
    static String prefix(String token) {
        return token.substring(0, token.indexOf('/') + 1);
    }

    /** Returns the value for the spawner of the execs in the same folder. */
    static String ofSpawner(String token) {
        return prefix(token) + "spawner";
    }
}
