package io.weirflow.testkit;

import io.weirflow.digest.Digest;
import io.weirflow.repository.Repository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What an implementer fills in for {@link RepositoryContract}. */
abstract class RepositoryHarness {
    /** The size of the buffers on which boundaries are tested, unless {@link #bufferBytes} says otherwise. */
    protected static final int DEFAULT_BUFFER_BYTES = 8192;

    /** A folder for the test's own files. */
    @TempDir
    protected Path folder;

    /** The repository under test. */
    protected Repository repository;

    /** Returns a new, empty repository. Called before each test; what has to be closed the subclass closes after it. */
    protected abstract Repository newRepository() throws Exception;

    /** Closes the repository as far as it can be closed, and opens its storage again, as after a restart of the process. */
    protected Optional<Repository> reopen() throws Exception {
        return Optional.empty();
    }

    /** Opens the same storage a second time, as another process would that runs beside this one. */
    protected Optional<Repository> secondHandle() throws Exception {
        return Optional.empty();
    }

    /** Replaces the stored bytes of a blob, as a faulty disk would. Returns false if that cannot be done. */
    protected boolean damage(Digest digest, byte[] content) throws Exception {
        return false;
    }

    /** Makes a blob appear to have been stored at a time. Returns false if that cannot be done. */
    protected boolean backdate(Digest digest, Instant stored) throws Exception {
        return false;
    }

    /** Tells whether {@link Repository#collect} is implemented. */
    protected boolean collects() {
        return true;
    }

    /** Returns a size at which the implementation changes what it does, such as that of its buffer or of an upload's part. */
    protected int bufferBytes() {
        return DEFAULT_BUFFER_BYTES;
    }

    @BeforeEach
    final void begin() throws Exception {
        repository = newRepository();
    }

    /** Returns the sizes at which content is tested. */
    final int[] sizes() {
        int buffer = bufferBytes();
        return new int[] {0, 1, buffer - 1, buffer, buffer + 1, (3 << 20) + 7};
    }

    /** Returns some digest for which there is no blob. */
    static Digest absent(long seed) {
        byte[] bytes = new byte[Digest.SIZE_BYTES];
        new Random(~seed).nextBytes(bytes);
        return Digest.fromBytes(bytes);
    }
}
