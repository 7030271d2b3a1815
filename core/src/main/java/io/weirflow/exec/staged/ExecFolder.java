package io.weirflow.exec.staged;

import java.nio.file.Path;

/**
 * The folder of one exec: {@code execs/<id>} of an executor's folder.
 *
 * <pre>
 * manifest.json   what was asked for and the launcher's token; written before anything is started
 * result.json     how it ended; there exactly if it is complete
 * command         the shell script that runs
 * arg/&lt;i&gt;/&lt;j&gt;     element j of the input that is argument i: a file or a directory
 * tmp             temporary files
 * return/&lt;i&gt;      output i; return/default if no outputs were declared
 * stdout, stderr  logs
 * </pre>
 *
 * <p>Of an exec that succeeded only manifest, result, command and logs are kept.
 */
public final class ExecFolder {
    private final Path root;

    ExecFolder(Path root) {
        this.root = root;
    }

    /** Returns the folder itself, absolute. */
    public Path root() {
        return root;
    }

    /** Returns the folder of temporary files. */
    public Path tmp() {
        return root.resolve("tmp");
    }

    /** Returns where a launcher may write the script of the command. */
    public Path script() {
        return root.resolve("command");
    }

    /** Returns the file of the command's standard output. */
    public Path stdout() {
        return root.resolve("stdout");
    }

    /** Returns the file of the command's standard error. */
    public Path stderr() {
        return root.resolve("stderr");
    }

    /** Returns the folder of inputs. */
    public Path args() {
        return root.resolve("arg");
    }

    /** Returns the folder of outputs. */
    public Path outputs() {
        return root.resolve("return");
    }

    Path arg(int index) {
        return root.resolve("arg/" + index);
    }

    Path output(int index) {
        return root.resolve("return/" + index);
    }

    Path defaultOutput() {
        return root.resolve("return/default");
    }

    Path manifest() {
        return root.resolve("manifest.json");
    }

    Path result() {
        return root.resolve("result.json");
    }

    /** Returns the path of the folder. */
    @Override
    public String toString() {
        return root.toString();
    }
}
