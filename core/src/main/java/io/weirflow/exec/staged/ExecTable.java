package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecType;
import io.weirflow.repository.Streams;
import io.weirflow.resource.Resources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The execs of an executor, each in a folder of its own; what was left by an earlier executor is among them. Thread-safe. */
final class ExecTable {
    private static final System.Logger LOG = System.getLogger(ExecTable.class.getName());

    private final URI uri;
    private final Path folder;
    private final Services services;
    private final Resources resources;
    private final Admission commands;
    private final Admission transfers;
    private final Map<Digest, StagedExec> execs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Creates it empty.
     *
     * @param uri that of the executor
     * @param folder where the folders of execs are
     */
    ExecTable(URI uri, Path folder, Services services, Resources resources, int maxCommands, int maxTransfers) {
        this.uri = uri;
        this.folder = folder;
        this.services = services;
        this.resources = resources;
        this.commands = new Admission(resources, maxCommands);
        this.transfers = new Admission(resources, maxTransfers);
    }

    /** Finds again what is in the folder. */
    void recover(ObjectUses uses) throws IOException {
        new Recovery(home(commands, uses), folder).run().forEach(exec -> execs.put(exec.id(), exec));
    }

    private StagedExec.Home home(Admission admission, ObjectUses uses) {
        return new StagedExec.Home(uri, services, admission, uses);
    }

    Collection<StagedExec> all() {
        return execs.values();
    }

    Optional<StagedExec> get(Digest id) {
        return Optional.ofNullable(execs.get(id));
    }

    /** Does what {@link io.weirflow.exec.Executor#put} does. */
    StagedExec put(Digest id, ExecConfig config, ObjectUses uses) {
        if (closed) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "put", "the executor is closed", id);
        }
        StagedExec known = execs.get(id);
        if (known != null && known.isKept()) {
            return known;
        }
        StagedExec fresh = create(id, config, uses);
        StagedExec now = execs.compute(id, (key, current) -> current != null && current.isKept() ? current : fresh);
        if (now == fresh) {
            fresh.start();
            if (closed) {
                fresh.stop(StopReason.CLOSED);
            }
        }
        return now;
    }

    private StagedExec create(Digest id, ExecConfig config, ObjectUses uses) {
        ConfigChecks.check(config);
        if (!resources.covers(config.resources())) {
            throw WeirflowException.of(
                    ErrorKind.RESOURCES_EXHAUSTED,
                    "put",
                    "asks for " + config.resources() + ", which is more than the executor's " + resources + " in all",
                    id);
        }
        ExecFolder execFolder = new ExecFolder(folder.resolve(id.hex()));
        boolean isCommand = config.type() == ExecType.EXEC;
        String token = "";
        String command = "";
        if (isCommand) {
            services.launcher().check(config);
            command = new InputStager(services.repository(), services.launcher()).render(config, execFolder);
            token = services.launcher().token(execFolder, id);
        }
        return new StagedExec(
                home(isCommand ? commands : transfers, uses),
                new Manifest(id, token, services.clock().instant(), config, command),
                execFolder);
    }

    /** Ends an exec and deletes its folder. */
    void remove(Digest id) {
        StagedExec exec = execs.get(id);
        if (exec == null) {
            return;
        }
        exec.stop(StopReason.CANCELED);
        try {
            exec.awaitFinal();
            Folders.delete(exec.folder().root());
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "remove", id);
        } catch (IOException e) {
            throw Streams.failure(e, "remove", id);
        }
        execs.remove(id, exec);
    }

    /** Ends all execs, and accepts no more. Does not wait. */
    void stop() {
        closed = true;
        execs.values().forEach(exec -> exec.stop(StopReason.CLOSED));
    }

    /** Waits until all have ended, or for a bounded time. */
    void awaitFinal(Duration limit) throws InterruptedException {
        long deadline = services.ticker().read() + limit.toNanos();
        for (StagedExec exec : execs.values()) {
            if (!exec.awaitFinal(Duration.ofNanos(deadline - services.ticker().read()))) {
                LOG.log(System.Logger.Level.WARNING, "{0} did not end in time", exec);
            }
        }
    }
}
