package io.weirflow.defects;

import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A whole executor, of which subclasses break one thing. */
public abstract class ForwardingExecutor implements Executor {
    /** The whole one. */
    protected final Executor inner;

    /** Forwards to another executor. */
    protected ForwardingExecutor(Executor inner) {
        this.inner = inner;
    }

    @Override
    public URI uri() {
        return inner.uri();
    }

    @Override
    public String environment(String image) {
        return inner.environment(image);
    }

    @Override
    public Exec put(Digest id, ExecConfig config) {
        return inner.put(id, config);
    }

    @Override
    public Optional<Exec> get(Digest id) {
        return inner.get(id);
    }

    @Override
    public void remove(Digest id) {
        inner.remove(id);
    }

    @Override
    public List<Exec> execs() {
        return inner.execs();
    }

    @Override
    public Fileset load(Repository source, Fileset fileset) {
        return inner.load(source, fileset);
    }

    @Override
    public void verify(Fileset fileset) {
        inner.verify(fileset);
    }

    @Override
    public void unload(Fileset fileset) {
        inner.unload(fileset);
    }

    @Override
    public Resources resources() {
        return inner.resources();
    }

    @Override
    public Repository repository() {
        return inner.repository();
    }

    @Override
    public void close() {
        inner.close();
    }
}
