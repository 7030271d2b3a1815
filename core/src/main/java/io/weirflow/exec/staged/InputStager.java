package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the arguments of an exec into paths, and brings the files of its inputs there. */
final class InputStager {
    private final Repository repository;
    private final Launcher launcher;

    InputStager(Repository repository, Launcher launcher) {
        this.repository = repository;
        this.launcher = launcher;
    }

    /**
     * Returns the command with its arguments filled in. Touches no disk.
     *
     * @throws WeirflowException of kind INVALID for a path that escapes, for nested lists, for arguments that do not match
     */
    String render(ExecConfig config, ExecFolder folder) {
        List<String> arguments = new ArrayList<>(config.args().size());
        int outputs = config.outputs().map(List::size).orElse(0);
        for (int i = 0; i < config.args().size(); i++) {
            if (config.args().get(i) instanceof Arg.Input input) {
                arguments.add(inputArgument(folder, i, input.fileset()));
            } else if (config.args().get(i) instanceof Arg.Output output) {
                if (output.index() < 0 || output.index() >= outputs) {
                    throw WeirflowException.of(
                            ErrorKind.INVALID,
                            "exec",
                            "argument " + i + " is output " + output.index() + " of " + outputs + " that are declared",
                            config.ident());
                }
                arguments.add(inside(folder, folder.output(output.index())));
            }
        }
        return CommandFormat.render(config.command(), arguments);
    }

    private String inputArgument(ExecFolder folder, int index, Fileset input) {
        List<Fileset> elements = input.flatten();
        StringBuilder argument = new StringBuilder();
        for (int j = 0; j < elements.size(); j++) {
            check(index, elements.get(j));
            argument.append(j == 0 ? "" : " ").append(inside(folder, element(folder, index, j)));
        }
        return argument.toString();
    }

    private String inside(ExecFolder folder, Path path) {
        return ShellWords.escape(launcher.pathInside(folder, path));
    }

    private static Path element(ExecFolder folder, int index, int element) {
        return folder.arg(index).resolve(Integer.toString(element));
    }

    private static void check(int index, Fileset element) {
        if (element.isList()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "exec",
                    "argument " + index + " is a list of lists: pull it up into one directory first",
                    element.digest());
        }
        if (isFile(element)) {
            element.file().id(); // refuses references
            return;
        }
        element.files().forEach((path, file) -> {
            RelativePaths.check(path);
            file.id();
        });
    }

    private static boolean isFile(Fileset element) {
        return element.files().size() == 1 && element.files().containsKey(Fileset.FILE_PATH);
    }

    /** Brings the files of all inputs where {@link #render} said they would be. An empty fileset is an empty directory. */
    void stage(ExecConfig config, ExecFolder folder) throws IOException {
        for (int i = 0; i < config.args().size(); i++) {
            if (config.args().get(i) instanceof Arg.Input input) {
                Files.createDirectories(folder.arg(i));
                List<Fileset> elements = input.fileset().flatten();
                for (int j = 0; j < elements.size(); j++) {
                    stage(elements.get(j), element(folder, i, j));
                }
            }
        }
    }

    private void stage(Fileset element, Path target) throws IOException {
        if (isFile(element)) {
            materialize(element.file(), target);
            return;
        }
        Files.createDirectory(target);
        Set<Path> folders = new HashSet<>(Set.of(target));
        for (Map.Entry<String, File> entry : element.files().entrySet()) {
            try {
                Path path = target.resolve(entry.getKey());
                Path parent = path.getParent();
                if (parent != null && folders.add(parent)) {
                    Files.createDirectories(parent);
                }
                materialize(entry.getValue(), path);
            } catch (FileAlreadyExistsException e) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "stage",
                        "is below a path of the same fileset that is a file",
                        '"' + entry.getKey() + '"');
            } catch (InvalidPathException e) {
                throw WeirflowException.wrap(e, ErrorKind.INVALID, "stage", entry.getKey());
            }
        }
    }

    private void materialize(File file, Path target) {
        if (launcher.inputs() == Launcher.Inputs.READ_ONLY) {
            repository.materializeReadOnly(file.id(), target);
        } else {
            repository.materialize(file.id(), target);
        }
    }
}
