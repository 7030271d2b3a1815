package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.OutputSpec;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a command wrote into the repository. Symbolic links are followed as long as they stay within the exec's folder;
 * whatever cannot be content, such as a pipe, a link to elsewhere or a loop, fails the command.
 */
final class OutputCollector {
    private static final int MAX_LINKS = 40;

    private final Repository repository;
    private final Launcher launcher;
    private final ExecFolder folder;
    private final Digest id;
    private final Path realRoot;

    OutputCollector(Repository repository, Launcher launcher, ExecFolder folder, Digest id) {
        this.repository = repository;
        this.launcher = launcher;
        this.folder = folder;
        this.id = id;
        this.realRoot = folder.root(); // below the real path of the executor's folder, with no link in between
    }

    /** A fault of the command's outputs, as opposed to trouble with reading or storing them. */
    private static final class BadOutput extends Exception {
        private static final long serialVersionUID = 1;

        BadOutput(String message) {
            super(message, null, false, false);
        }
    }

    /** Returns the outputs as a result: a success, or a failure of kind EXEC that says what is wrong with them. */
    Result collect(ExecConfig config) throws IOException {
        try {
            if (config.outputs().isEmpty()) {
                return Result.of(
                        collect(folder.defaultOutput(), "the output $out").orElse(Fileset.EMPTY));
            }
            List<OutputSpec> specs = config.outputs().get();
            List<Fileset> outputs = new ArrayList<>(specs.size());
            for (int i = 0; i < specs.size(); i++) {
                outputs.add(collect(i, specs.get(i)));
            }
            return Result.of(Fileset.list(outputs));
        } catch (BadOutput e) {
            return Result.failed(Failure.of(ErrorKind.EXEC, "exec", String.valueOf(e.getMessage()), id));
        }
    }

    private Fileset collect(int index, OutputSpec spec) throws IOException, BadOutput {
        String name = spec.name().isEmpty() ? "output " + index : "the output " + spec.name();
        Optional<Fileset> output = collect(folder.output(index), name);
        if (output.isEmpty()) {
            if (spec.optional()) {
                return Fileset.EMPTY;
            }
            throw new BadOutput(
                    "the command ended well but did not write " + name + ": write it, or declare it optional");
        }
        boolean isFile = output.get().files().containsKey(Fileset.FILE_PATH);
        if (spec.directory() && isFile) {
            throw new BadOutput("the command replaced the directory of " + name + " by a file");
        }
        if (!spec.directory() && !isFile) {
            throw new BadOutput("the command wrote a directory to " + name + ", which is declared to be a file");
        }
        return output.get();
    }

    /** A file or directory to look at: where it really is, its path in the output, the real directories that lead to it. */
    private record Place(Path real, String path, @Nullable Place parent) {}

    private Optional<Fileset> collect(Path output, String name) throws IOException, BadOutput {
        if (!Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Map<String, File> files = new HashMap<>();
        Deque<Place> pending = new ArrayDeque<>();
        pending.push(new Place(output, "", null));
        while (!pending.isEmpty()) {
            Place place = resolve(pending.pop(), name);
            BasicFileAttributes attributes =
                    Files.readAttributes(place.real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                files.put(place.path.isEmpty() ? Fileset.FILE_PATH : place.path, put(place, name));
            } else if (attributes.isDirectory()) {
                list(place, name).forEach(pending::push);
            } else {
                throw new BadOutput(describe(place, name) + " is neither a file nor a directory but a special file");
            }
        }
        return Optional.of(Fileset.directory(files));
    }

    private File put(Place place, String name) throws BadOutput {
        if (!Files.isReadable(place.real)) {
            throw new BadOutput(describe(place, name) + " cannot be read");
        }
        return repository.putFile(place.real);
    }

    private List<Place> list(Place directory, String name) throws IOException, BadOutput {
        List<Place> entries = new ArrayList<>();
        try {
            for (Path entry : Folders.list(directory.real)) {
                String text = String.valueOf(entry.getFileName());
                if (!directory.real.resolve(text).equals(entry) || text.indexOf('\uFFFD') >= 0) {
                    throw new BadOutput(describe(directory, name) + " holds a name that is not UTF-8: " + text);
                }
                entries.add(new Place(entry, directory.path.isEmpty() ? text : directory.path + "/" + text, directory));
            }
        } catch (AccessDeniedException e) {
            throw new BadOutput(describe(directory, name) + " cannot be read");
        }
        return entries;
    }

    /** Follows symbolic links. */
    private Place resolve(Place place, String name) throws IOException, BadOutput {
        if (!Files.isSymbolicLink(place.real)) {
            return place;
        }
        Path at = place.real;
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == MAX_LINKS) {
                throw new BadOutput(describe(place, name) + " is a symbolic link that leads in a circle");
            }
            at = target(at, place, name);
        }
        for (Place parent = place.parent; parent != null; parent = parent.parent) {
            if (parent.real.toRealPath().startsWith(at)) {
                throw new BadOutput(describe(place, name) + " is a symbolic link to a directory that holds it");
            }
        }
        return new Place(at, place.path, place.parent);
    }

    private Path target(Path link, Place place, String name) throws IOException, BadOutput {
        Path target = Files.readSymbolicLink(link);
        Optional<Path> next = target.isAbsolute()
                ? launcher.pathOutside(folder, target.toString())
                : Optional.of(link.resolveSibling(target));
        if (next.isEmpty()) {
            throw escape(place, name, target);
        }
        try {
            Path found = oneStep(next.get());
            if (!found.startsWith(realRoot)) {
                throw escape(place, name, target);
            }
            if (Files.exists(found, LinkOption.NOFOLLOW_LINKS)) {
                return found;
            }
        } catch (NoSuchFileException e) {
            // said below
        } catch (FileSystemException e) {
            throw new BadOutput(describe(place, name) + " is a symbolic link that leads in a circle");
        }
        throw new BadOutput(describe(place, name) + " is a symbolic link to " + target + ", which does not exist");
    }

    /** Resolves all of a path but a link at its end, which may mean another path to the command than it does here. */
    private static Path oneStep(Path path) throws IOException {
        Path last = path.getFileName();
        Path parent = path.getParent();
        boolean isName = last != null
                && !last.toString().equals("..")
                && !last.toString().equals(".");
        return isName && parent != null ? parent.toRealPath().resolve(last) : path.toRealPath();
    }

    private static BadOutput escape(Place place, String name, Path target) {
        return new BadOutput(describe(place, name) + " is a symbolic link to " + target
                + ", outside the folder of the exec: copy what is to be kept");
    }

    private static String describe(Place place, String name) {
        return place.path.isEmpty() ? name : '"' + place.path + "\" of " + name;
    }
}
