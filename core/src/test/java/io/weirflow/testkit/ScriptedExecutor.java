package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Transferer;
import io.weirflow.resource.Resources;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An executor for tests whose results a function gives: nothing runs. Each {@link #put} asks the function at once, on the
 * calling thread, so that an exec is complete when {@code put} returns. What the function throws is the trouble of an executor:
 * the exec is then lost.
 *
 * <p>Thread-safe if the function is. It remembers its execs until they are removed.
 */
public final class ScriptedExecutor implements Executor {
    private static final URI SCRIPTED = URI.create("scripted:executor");

    private final Repository repository;
    private final Function<ExecConfig, Result> script;
    private final Resources resources;
    private final Map<Digest, ScriptedExec> execs = new ConcurrentHashMap<>();
    private final ScriptedUses uses = new ScriptedUses();
    private final Transferer transferer = Transferer.create();
    private volatile boolean closed;

    private ScriptedExecutor(Repository repository, Resources resources, Function<ExecConfig, Result> script) {
        this.repository = Objects.requireNonNull(repository);
        this.resources = Objects.requireNonNull(resources);
        this.script = Objects.requireNonNull(script);
    }

    /** Returns an executor over a repository with plenty of resources. */
    public static ScriptedExecutor of(Repository repository, Function<ExecConfig, Result> script) {
        return new ScriptedExecutor(repository, Resources.of(1 << 20, 1L << 50), script);
    }

    /** Returns this executor's script with other resources. */
    public ScriptedExecutor withResources(Resources total) {
        return new ScriptedExecutor(repository, total, script);
    }

    @Override
    public URI uri() {
        return SCRIPTED;
    }

    @Override
    public String environment(String image) {
        return image.isEmpty() ? "scripted" : image;
    }

    @Override
    public Exec put(Digest id, ExecConfig config) {
        if (closed) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "put", "the executor is closed", id);
        }
        ScriptedExec known = execs.get(id);
        if (known != null && known.succeeded()) {
            return known;
        }
        if (!resources.covers(config.resources())) {
            throw WeirflowException.of(
                    ErrorKind.RESOURCES_EXHAUSTED,
                    "put",
                    "asks for " + config.resources() + " of " + resources + " in all",
                    id);
        }
        ScriptedExec exec = ScriptedExec.run(id, config, script, uses);
        // Of several that were put at the same time all get the one that came first.
        return execs.merge(id, exec, (current, fresh) -> current.succeeded() ? current : fresh);
    }

    @Override
    public Optional<Exec> get(Digest id) {
        return Optional.ofNullable(execs.get(id));
    }

    @Override
    public void remove(Digest id) {
        execs.remove(id);
    }

    @Override
    public List<Exec> execs() {
        return List.copyOf(execs.values());
    }

    /** {@inheritDoc} References cannot be loaded. */
    @Override
    public Fileset load(Repository source, Fileset fileset) {
        transferer.transfer(repository, source, fileset);
        uses.take(fileset);
        return fileset;
    }

    @Override
    public void verify(Fileset fileset) {
        fileset.forEachFile((path, file) -> repository.read(file.id()));
    }

    @Override
    public void unload(Fileset fileset) {
        uses.giveBack(fileset);
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public Repository repository() {
        return repository;
    }

    @Override
    public void close() {
        closed = true;
    }
}
