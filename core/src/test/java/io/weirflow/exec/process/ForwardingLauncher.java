package io.weirflow.exec.process;

import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launch;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Launcher;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** A whole launcher, of which subclasses change one thing. */
abstract class ForwardingLauncher implements Launcher {
    private final Launcher inner;

    ForwardingLauncher(Launcher inner) {
        this.inner = inner;
    }

    @Override
    public Launched start(Launch launch) {
        return inner.start(launch);
    }

    @Override
    public String scheme() {
        return inner.scheme();
    }

    @Override
    public String environment(String image) {
        return inner.environment(image);
    }

    @Override
    public void check(ExecConfig config) {
        inner.check(config);
    }

    @Override
    public Inputs inputs() {
        return inner.inputs();
    }

    @Override
    public String pathInside(ExecFolder folder, Path path) {
        return inner.pathInside(folder, path);
    }

    @Override
    public Optional<Path> pathOutside(ExecFolder folder, String path) {
        return inner.pathOutside(folder, path);
    }

    @Override
    public String token(ExecFolder folder, Digest id) {
        return inner.token(folder, id);
    }

    @Override
    public Optional<Launched> adopt(String token, ExecFolder folder) {
        return inner.adopt(token, folder);
    }

    @Override
    public void remove(Collection<String> tokens) {
        inner.remove(tokens);
    }

    @Override
    public void close() {
        inner.close();
    }
}
