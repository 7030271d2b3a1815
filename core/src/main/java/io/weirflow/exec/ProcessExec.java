package io.weirflow.exec;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One exec of a {@link ProcessExecutor}. */
final class ProcessExec implements Exec {
    private final Digest id;
    private final ExecConfig config;
    private final Path folder;
    private final Repository repository;
    private final BlobMux blobs;
    private final Semaphore running;
    private final CompletableFuture<Result> done = new CompletableFuture<>();
    private volatile ExecState state = ExecState.PENDING;
    private volatile @Nullable Process process;
    private volatile boolean canceled;
    private volatile String rendered = "";
    private volatile OptionalInt exitCode = OptionalInt.empty();

    ProcessExec(Digest id, ExecConfig config, Path folder, Repository repository, BlobMux blobs, Semaphore running) {
        this.id = id;
        this.config = config;
        this.folder = folder;
        this.repository = repository;
        this.blobs = blobs;
        this.running = running;
    }

    boolean isKept() {
        return !done.isDone()
                || !done.isCompletedExceptionally() && done.join().failure().isEmpty();
    }

    void start() {
        Threads.perTaskExecutor().execute(() -> {
            try {
                running.acquire();
                try {
                    Result result = run();
                    state = ExecState.COMPLETE;
                    done.complete(result);
                } finally {
                    running.release();
                }
            } catch (InterruptedException | IOException | RuntimeException e) {
                state = ExecState.LOST;
                done.completeExceptionally(
                        canceled
                                ? WeirflowException.wrap(e, ErrorKind.CANCELED, "exec", id)
                                : WeirflowException.wrap(e, "exec", id));
            }
        });
    }

    private Result run() throws IOException, InterruptedException {
        return switch (config.type()) {
            case EXEC -> runCommand();
            case INTERN -> Result.of(intern());
            case EXTERN -> throw WeirflowException.of(ErrorKind.NOT_SUPPORTED, "extern", "is not there yet", id);
        };
    }

    private Fileset intern() throws IOException {
        Fileset snapshot = blobs.snapshot(config.url());
        Map<String, File> files = new LinkedHashMap<>();
        for (Map.Entry<String, File> entry : snapshot.files().entrySet()) {
            BlobMux.Location at = blobs.locate(entry.getValue().source());
            try (InputStream in = at.bucket().open(at.key(), Optional.empty())) {
                Digest digest = repository.put(in);
                files.put(entry.getKey(), entry.getValue().resolvedTo(digest, repository.size(digest)));
            }
        }
        return Fileset.directory(files);
    }

    private Result runCommand() throws IOException, InterruptedException {
        state = ExecState.STAGING;
        deleteFolder();
        Path tmp = Files.createDirectories(folder.resolve("tmp"));
        Path outputs = Files.createDirectories(folder.resolve("return"));
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < config.args().size(); i++) {
            arguments.add(
                    config.args().get(i) instanceof Arg.Output output
                            ? outputs.resolve(Integer.toString(output.index())).toString()
                            : stage(((Arg.Input) config.args().get(i)).fileset(), folder.resolve("arg/" + i)));
        }
        List<OutputSpec> specs = config.outputs().orElse(List.of());
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).directory()) {
                Files.createDirectory(outputs.resolve(Integer.toString(i)));
            }
        }
        rendered = CommandFormat.render(config.command(), arguments);
        Path script = Files.writeString(folder.resolve("command"), rendered + "\n");
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-e", "-o", "pipefail", script.toString());
        builder.directory(tmp.toFile());
        builder.redirectInput(new java.io.File("/dev/null"));
        builder.redirectOutput(folder.resolve("stdout").toFile());
        builder.redirectError(folder.resolve("stderr").toFile());
        Map<String, String> env = builder.environment();
        env.putAll(Map.of("TMPDIR", tmp.toString(), "HOME", tmp.toString(), "tmp", tmp.toString()));
        env.putAll(config.env());
        env.putAll(config.secretEnv());
        if (config.outputs().isEmpty()) {
            env.put("out", outputs.resolve("default").toString());
        }
        process = builder.start();
        state = ExecState.RUNNING;
        int code = process.waitFor();
        exitCode = OptionalInt.of(code);
        if (canceled) {
            throw WeirflowException.of(ErrorKind.CANCELED, "exec", "was canceled", id);
        }
        if (code != 0) {
            return Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exited with code " + code, id));
        }
        state = ExecState.COLLECTING;
        return collect(outputs, specs);
    }

    private String stage(Fileset input, Path target) throws IOException {
        List<String> paths = new ArrayList<>();
        for (Fileset element : input.flatten()) {
            Path path = target.resolve(Integer.toString(paths.size()));
            for (Map.Entry<String, File> entry : element.files().entrySet()) {
                Path file = entry.getKey().equals(Fileset.FILE_PATH) ? path : path.resolve(entry.getKey());
                Files.createDirectories(file.getParent());
                repository.materialize(entry.getValue().id(), file);
            }
            paths.add(path.toString());
        }
        return String.join(" ", paths);
    }

    private Result collect(Path outputs, List<OutputSpec> specs) throws IOException {
        if (config.outputs().isEmpty()) {
            return Result.of(read(outputs.resolve("default")));
        }
        List<Fileset> results = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            Path output = outputs.resolve(Integer.toString(i));
            if (!Files.exists(output) && !specs.get(i).optional()) {
                return Result.failed(Failure.of(
                        ErrorKind.EXEC,
                        "exec",
                        "the command did not write its output " + specs.get(i).name() + " (number " + i + ")",
                        id));
            }
            results.add(read(output));
        }
        return Result.of(Fileset.list(results));
    }

    private Fileset read(Path output) throws IOException {
        if (Files.isRegularFile(output)) {
            return Fileset.of(repository.putFile(output));
        }
        if (!Files.exists(output)) {
            return Fileset.EMPTY;
        }
        Map<String, File> files = new LinkedHashMap<>();
        try (Stream<Path> walk = Files.walk(output)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                if (Files.isRegularFile(path)) {
                    files.put(output.relativize(path).toString(), repository.putFile(path));
                }
            }
        }
        return Fileset.directory(files);
    }

    void deleteFolder() {
        if (Files.exists(folder)) {
            try {
                MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
            } catch (IOException e) {
                throw WeirflowException.wrap(e, "remove", folder);
            }
        }
    }

    @Override
    public Digest id() {
        return id;
    }

    @Override
    public URI uri() {
        return folder.toUri();
    }

    @Override
    public ExecState state() {
        return state;
    }

    @Override
    public void await() {
        try {
            done.get();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "await", id);
        } catch (ExecutionException e) {
            throw WeirflowException.wrap(e.getCause() == null ? e : e.getCause(), "await", id);
        }
    }

    @Override
    public void onComplete(Runnable action) {
        var unused = done.whenComplete((result, trouble) -> action.run());
    }

    @Override
    public Result result() {
        if (!done.isDone() || done.isCompletedExceptionally()) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "result", "exec not complete", id);
        }
        return done.join();
    }

    @Override
    public ExecInspect inspect() {
        Optional<Failure> failure = Optional.empty();
        if (done.isDone()) {
            try {
                failure = done.join().failure();
            } catch (CompletionException e) {
                failure = Optional.of(Failure.from(e.getCause() == null ? e : e.getCause()));
            }
        }
        return new ExecInspect(
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                config,
                state,
                state.name(),
                rendered,
                exitCode,
                failure,
                Profile.EMPTY,
                Gauges.EMPTY,
                List.of(),
                Optional.of(folder));
    }

    @Override
    public ExecRunInfo inspect(Repository target) {
        result();
        return new ExecRunInfo(
                Duration.ZERO, Profile.EMPTY, config.resources(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public InputStream logs(LogStream stream, boolean follow) {
        Path log = folder.resolve(stream == LogStream.STDOUT ? "stdout" : "stderr");
        try {
            return Files.exists(log) ? Files.newInputStream(log) : InputStream.nullInputStream();
        } catch (IOException e) {
            throw Streams.failure(e, "logs", id);
        }
    }

    @Override
    public Shell shell() {
        throw WeirflowException.of(ErrorKind.NOT_SUPPORTED, "shell", "local processes have no shell", id);
    }

    @Override
    public void promote() {
        result();
    }

    @Override
    public void cancel() {
        canceled = true;
        Process current = process;
        if (current != null) {
            current.descendants().forEach(ProcessHandle::destroyForcibly);
            current.destroyForcibly();
        }
    }
}
