package io.weirflow.exec;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Runs commands as processes of this machine, which are not sandboxed. */
public final class ProcessExecutor implements Executor {
    private final Path folder;
    private final Repository repository;
    private final BlobMux blobs;
    private final Resources resources;
    private final String hostIdentity;
    private final boolean ignoreImages;
    private final Semaphore running = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final Map<Digest, ProcessExec> execs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ProcessExecutor(Builder builder) {
        folder = builder.folder.toAbsolutePath();
        repository = builder.repository;
        blobs = builder.blobs;
        resources = builder.resources;
        hostIdentity = builder.hostIdentity;
        ignoreImages = builder.ignoreImages;
    }

    /** Returns a builder of an executor that keeps its execs in a folder. */
    public static Builder builder(Path folder, Repository repository) {
        return new Builder(folder, repository);
    }

    /** Builds a {@link ProcessExecutor}. Not thread-safe. */
    public static final class Builder {
        private final Path folder;
        private final Repository repository;
        private BlobMux blobs = BlobMux.of(List.of());
        private Resources resources = Resources.of(Runtime.getRuntime().availableProcessors(), 1L << 40);
        private String hostIdentity = "";
        private boolean ignoreImages;

        private Builder(Path folder, Repository repository) {
            this.folder = Objects.requireNonNull(folder);
            this.repository = Objects.requireNonNull(repository);
        }

        /** Sets where interns and externs find their stores; by default there are none. */
        public Builder blobs(BlobMux value) {
            blobs = value;
            return this;
        }

        /** Sets what the executor has in all; by default the machine's processors and most of its memory. */
        public Builder resources(Resources value) {
            resources = value;
            return this;
        }

        /** Declares what identifies this host's environment, beside the operating system and its architecture. */
        public Builder hostIdentity(String value) {
            hostIdentity = value;
            return this;
        }

        /** Runs commands that name an image on the host instead of refusing them. */
        public Builder ignoreImages(boolean value) {
            ignoreImages = value;
            return this;
        }

        /** Opens the executor. */
        public ProcessExecutor build() {
            return new ProcessExecutor(this);
        }
    }

    @Override
    public URI uri() {
        return folder.toUri();
    }

    @Override
    public String environment(String image) {
        if (!image.isEmpty() && !ignoreImages) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED, "environment", "local processes cannot run in an image", image);
        }
        return System.getProperty("os.name") + "/" + System.getProperty("os.arch") + "/" + hostIdentity;
    }

    @Override
    public Exec put(Digest id, ExecConfig config) {
        if (closed) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "put", "the executor is closed", id);
        }
        environment(config.image());
        return execs.compute(id, (key, known) -> {
            if (known != null && known.isKept()) {
                return known;
            }
            ProcessExec exec =
                    new ProcessExec(id, config, folder.resolve("execs").resolve(id.hex()), repository, blobs, running);
            exec.start();
            return exec;
        });
    }

    @Override
    public Optional<Exec> get(Digest id) {
        return Optional.ofNullable(execs.get(id));
    }

    @Override
    public void remove(Digest id) {
        ProcessExec exec = execs.remove(id);
        if (exec != null) {
            exec.cancel();
            exec.deleteFolder();
        }
    }

    @Override
    public List<Exec> execs() {
        return List.copyOf(execs.values());
    }

    @Override
    public Fileset load(Repository source, Fileset fileset) {
        if (!source.equals(repository)) {
            fileset.forEachFile((path, file) -> copy(source, file.id()));
        }
        return fileset;
    }

    private void copy(Repository source, Digest digest) {
        if (!repository.contains(digest)) {
            try (InputStream in = source.open(digest)) {
                repository.put(in);
            } catch (IOException e) {
                throw WeirflowException.wrap(e, "load", digest);
            }
        }
    }

    @Override
    public void verify(Fileset fileset) {
        fileset.forEachFile((path, file) -> {
            try (InputStream in = repository.open(file.id())) {
                in.skip(Long.MAX_VALUE);
            } catch (IOException e) {
                throw WeirflowException.wrap(e, "verify", file.id());
            }
        });
    }

    @Override
    public void unload(Fileset fileset) {}

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
        execs.values().forEach(ProcessExec::cancel);
        if (!Files.isDirectory(folder)) {
            execs.clear();
        }
    }
}
