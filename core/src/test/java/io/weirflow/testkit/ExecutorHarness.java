package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.blob.BlobMux;
import io.weirflow.blob.MemoryBlobStore;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What an implementer fills in for {@link ExecutorContract}, and what its rules are written with. */
public abstract class ExecutorHarness {
    /** A folder for the test. */
    @TempDir
    protected Path folder;

    /** The repository over which the executor is opened. */
    protected final MemoryRepository repository = MemoryRepository.create();

    /** A store with a bucket, {@code mem://bucket/}. */
    protected final MemoryBlobStore store = MemoryBlobStore.of("bucket");

    /** The executor under test. */
    protected Executor executor;

    private final AtomicInteger puts = new AtomicInteger();

    /** Opens an executor, in the folder if it needs one. Opened again there after a close, it finds its execs if it keeps any. */
    protected abstract Executor open(Path where, Repository over, ExecutorSetup setup) throws Exception;

    /** Returns the setup that tests start from. */
    protected final ExecutorSetup setup() {
        return new ExecutorSetup(
                BlobMux.of(List.of(store)), Resources.of(16, 1L << 34), 1 << 20, Duration.ofSeconds(30), 16);
    }

    @BeforeEach
    final void beginExecutor() throws Exception {
        executor = open(folder.resolve("executor"), repository, setup());
    }

    @AfterEach
    final void endExecutor() {
        executor.close();
    }

    /** Closes the executor and opens one with another setup in its place. */
    final void reopen(ExecutorSetup setup) throws Exception {
        executor.close();
        executor = open(folder.resolve("executor"), repository, setup);
    }

    /** Returns an id that was not used before in this test. */
    final Digest newId() {
        return Digest.of("exec " + puts.incrementAndGet());
    }

    final Exec put(ExecConfig.Builder config) {
        return executor.put(newId(), config.build());
    }

    /** Puts an exec and waits for it. */
    final Exec run(ExecConfig.Builder config) {
        Exec exec = put(config);
        exec.await();
        assertThat(exec.state()).isEqualTo(ExecState.COMPLETE);
        return exec;
    }

    /** Puts an exec, waits for it and returns its result, which must be a success. */
    final Fileset success(ExecConfig.Builder config) {
        Exec exec = run(config);
        assertThat(exec.result().failure()).isEmpty();
        return exec.result().fileset();
    }

    /** Puts an exec, waits for it and returns its failure, which must be of a kind. */
    final Failure failure(ErrorKind kind, ExecConfig.Builder config) {
        Exec exec = run(config);
        assertThat(exec.result().failure()).as("failure of kind " + kind).isPresent();
        Failure failure = exec.result().failure().get();
        assertThat(failure.effectiveKind()).as("kind of: %s", failure).isEqualTo(kind);
        assertThat(exec.result().fileset()).isEqualTo(Fileset.EMPTY);
        return failure;
    }

    /** Returns a command that writes a word and a line feed to its one output. */
    static ExecConfig.Builder echo(String word) {
        return ExecConfig.exec("echo " + word + " > $out");
    }

    /** Returns a command that does nothing but end with a code. */
    static ExecConfig.Builder exit(int code) {
        return ExecConfig.exec("exit " + code);
    }

    /** Stores content and returns its file. */
    final File stored(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return File.resolved(repository.put(bytes), bytes.length);
    }

    final Fileset file(String content) {
        return Fileset.of(stored(content));
    }

    /** Stores files and returns a directory of them: path, content, path, content and so on. */
    final Fileset directory(String... pathsAndContents) {
        Map<String, File> files = new LinkedHashMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], stored(pathsAndContents[i + 1]));
        }
        return Fileset.directory(files);
    }

    final String text(File file) {
        return new String(repository.read(file.id()), StandardCharsets.UTF_8);
    }

    final String text(Fileset file) {
        return text(file.file());
    }
}
