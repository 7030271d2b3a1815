package io.weirflow.exec.staged;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import io.weirflow.repository.Transferer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings objects to an executor's repository and, if that is its own, removes those that are not used any more. Thread-safe. */
final class ExecutorObjects {
    private final Repository repository;
    private final Transfers transfers;
    private final Transferer transferer = Transferer.create();
    private final ObjectUses uses = new ObjectUses();
    private final Optional<OwnRepository> own;

    /**
     * Creates it.
     *
     * @param isOwn whether objects may be removed
     * @param execs the execs whose objects are kept
     */
    ExecutorObjects(Repository repository, Transfers transfers, boolean isOwn, Supplier<Collection<StagedExec>> execs) {
        this.repository = repository;
        this.transfers = transfers;
        this.own = isOwn ? Optional.of(new OwnRepository(repository, uses, execs)) : Optional.empty();
    }

    ObjectUses uses() {
        return uses;
    }

    /** Does what {@link io.weirflow.exec.Executor#load} does. */
    Fileset load(Repository source, Fileset fileset) {
        try {
            if (own.isPresent()) {
                own.get().beginLoad();
            }
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "load");
        }
        try {
            transferer.transfer(repository, source, resolvedFiles(fileset));
            Fileset loaded = transfers.fetch(fileset);
            uses.take(loaded);
            return loaded;
        } finally {
            own.ifPresent(OwnRepository::endLoad);
        }
    }

    private static List<Digest> resolvedFiles(Fileset fileset) {
        return fileset.distinctFiles().values().stream()
                .filter(file -> !file.isReference())
                .map(file -> file.id())
                .toList();
    }

    /** Does what {@link io.weirflow.exec.Executor#verify} does. */
    void verify(Fileset fileset) {
        fileset.distinctFiles().values().forEach(file -> {
            try (InputStream in = repository.open(file.id())) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw Streams.failure(e, "verify", file.id());
            }
        });
    }

    /** Does what {@link io.weirflow.exec.Executor#unload} does. */
    void unload(Fileset fileset) {
        uses.giveBack(fileset);
        own.ifPresent(OwnRepository::collectIfMany);
    }

    /** Removes what is not used any more. */
    void collect() {
        own.ifPresent(OwnRepository::collect);
    }
}
