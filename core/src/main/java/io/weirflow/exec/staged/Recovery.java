package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.staged.StagedExec.Home;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds again what earlier executors left in a folder. What is complete, and whose files are all in the repository, is complete
 * again; what a launcher can adopt goes on; the rest is lost, and what is left of it is ended.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final Home home;
    private final Path execs;
    private final List<StagedExec> found = new ArrayList<>();
    private final Map<StagedExec, Outcome> complete = new LinkedHashMap<>();
    private final Map<StagedExec, Launched> adopted = new LinkedHashMap<>();
    private final Set<String> unneeded = new HashSet<>();

    Recovery(Home home, Path execs) {
        this.home = home;
        this.execs = execs;
    }

    /** Returns the execs of the folder, each final or adopted. */
    List<StagedExec> run() throws IOException {
        for (Path root : Folders.list(execs)) {
            Optional<Digest> id = idOf(root);
            if (id.isPresent()) {
                read(id.get(), new ExecFolder(root));
            }
        }
        home.services().launcher().remove(unneeded);
        Set<Digest> missing = home.services().repository().missing(digests());
        complete.forEach((exec, outcome) -> {
            if (isMissing(outcome, missing)) {
                exec.recover(lost(exec.id(), "its result is no longer in the repository"));
            } else {
                exec.recover(outcome);
            }
        });
        // Last, since then nothing can fail any more: what goes on needs the executor.
        adopted.forEach(StagedExec::adopt);
        return found;
    }

    private static Optional<Digest> idOf(Path root) {
        try {
            return Optional.of(Digest.parseHex(String.valueOf(root.getFileName())));
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is not the folder of an exec: left alone", root);
            return Optional.empty();
        }
    }

    private void read(Digest id, ExecFolder folder) throws IOException {
        Optional<Manifest> manifest = readManifest(folder);
        if (manifest.isEmpty() || !manifest.get().id().equals(id)) {
            // Killed before the manifest was written: nothing was started.
            Folders.delete(folder.root());
            return;
        }
        StagedExec exec = new StagedExec(home, manifest.get(), folder);
        found.add(exec);
        Optional<Outcome> outcome = readOutcome(folder);
        if (outcome.isPresent()) {
            complete.put(exec, outcome.get());
            if (isCommand(exec)) {
                unneeded.add(manifest.get().token());
            }
        } else if (isCommand(exec)) {
            adoptOrLose(exec, manifest.get().token());
        } else {
            exec.recover(unfinished(id));
        }
    }

    private static boolean isCommand(StagedExec exec) {
        return exec.config().type() == ExecType.EXEC;
    }

    private void adoptOrLose(StagedExec exec, String token) {
        Optional<Launched> launched = home.services().launcher().adopt(token, exec.folder());
        if (launched.isPresent()) {
            adopted.put(exec, launched.get());
        } else {
            unneeded.add(token);
            exec.recover(unfinished(exec.id()));
        }
    }

    private static Optional<Manifest> readManifest(ExecFolder folder) throws IOException {
        try {
            return Files.exists(folder.manifest())
                    ? Optional.of(ManifestFormat.read(Files.readAllBytes(folder.manifest())))
                    : Optional.empty();
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, "unreadable manifest in " + folder, e);
            return Optional.empty();
        }
    }

    private static Optional<Outcome> readOutcome(ExecFolder folder) throws IOException {
        try {
            return Files.exists(folder.result())
                    ? Optional.of(OutcomeFormat.read(Files.readAllBytes(folder.result())))
                    : Optional.empty();
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.WARNING, "unreadable result in " + folder + ": the exec is lost", e);
            return Optional.empty();
        }
    }

    private Set<Digest> digests() {
        Set<Digest> digests = new HashSet<>();
        complete.values().forEach(outcome -> forEachDigest(outcome.result().fileset(), digests::add));
        return digests;
    }

    private static boolean isMissing(Outcome outcome, Set<Digest> missing) {
        boolean[] found = {false};
        if (!missing.isEmpty()) {
            forEachDigest(outcome.result().fileset(), digest -> found[0] |= missing.contains(digest));
        }
        return found[0];
    }

    private static void forEachDigest(Fileset fileset, java.util.function.Consumer<Digest> action) {
        fileset.forEachFile((path, file) -> {
            if (!file.isReference()) {
                action.accept(file.id());
            }
        });
    }

    private static Failure unfinished(Digest id) {
        return lost(id, "the program ended while it was under way");
    }

    private static Failure lost(Digest id, String why) {
        return Failure.of(ErrorKind.UNAVAILABLE, "exec", why + ": put it again", id);
    }
}
