package io.weirflow.exec;

import io.weirflow.fileset.Fileset;

/** What stands for one {@code %s} of a command. */
public sealed interface Arg {
    /**
     * An input: replaced by the path of its file or directory; a list of filesets by the paths of its elements, separated
     * by spaces.
     *
     * @param fileset the files
     */
    record Input(Fileset fileset) implements Arg {}

    /**
     * An output: replaced by the path where the command is to write it.
     *
     * @param index the index into {@link ExecConfig#outputs()}
     */
    record Output(int index) implements Arg {}
}
