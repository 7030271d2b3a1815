package io.weirflow.repository;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Immutable blobs named by their SHA-256 digest.
 *
 * <p>Implementations MUST be thread-safe, and pass {@code io.weirflow.testkit.RepositoryContract}. Methods block and are
 * interruptible: they throw kind CANCELED with the interrupt flag restored. A blob is either there whole or not there:
 * a failed, interrupted or killed {@code put} leaves nothing visible. Storing a blob that is present is a success that
 * MUST NOT disturb readers. What is passed in is not closed, unless stated.
 */
public interface Repository {
    /** Returns a URL that identifies this repository for direct transfers; empty if it has none. */
    default Optional<URI> uri() {
        return Optional.empty();
    }

    /**
     * Returns the size of a blob in bytes.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such blob
     */
    long size(Digest digest);

    /**
     * Returns those of the given digests for which there is no blob. One call for many digests: implementations MUST use
     * as few round trips as their store allows.
     */
    Set<Digest> missing(Collection<Digest> digests);

    /** Tells whether there is a blob of the given digest. */
    default boolean contains(Digest digest) {
        return missing(Set.of(digest)).isEmpty();
    }

    /**
     * Opens a blob for reading; the caller closes the stream. Implementations MUST verify: whoever reads to the end either
     * gets exactly the bytes that the digest names or an {@link IOException} whose cause is a {@link WeirflowException} of
     * kind INTEGRITY, at the latest instead of the end of the stream or of the last of {@link #size} bytes ({@link
     * VerifyingInputStream} does it).
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such blob
     */
    InputStream open(Digest digest);

    /**
     * Returns the bytes of a blob. For small blobs.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such blob, of kind INTEGRITY if it is damaged
     */
    default byte[] read(Digest digest) {
        try (InputStream in = open(digest)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure(e, "read", digest);
        }
    }

    /**
     * Stores the bytes of a stream, which is read to its end, and returns their digest. A blob that is present already counts as
     * stored now, which protects it from collection, and is whole afterwards even if it was damaged.
     */
    Digest put(InputStream content);

    /**
     * Stores the bytes of a stream whose digest is known beforehand, so that a store that names content by it need not copy the
     * content once more. Otherwise as {@link #put(InputStream)}.
     *
     * @throws WeirflowException of kind INTEGRITY if the stream's bytes have another digest; there is no blob of the stated digest
     *     then, unless there was one
     */
    default void put(Digest digest, InputStream content) {
        Digest stored = put(content);
        if (!stored.equals(digest)) {
            throw WeirflowException.of(
                    ErrorKind.INTEGRITY, "put", "the stream gave content with the digest " + stored, digest);
        }
    }

    /** Stores bytes and returns their digest. */
    default Digest put(byte[] content) {
        return put(new ByteArrayInputStream(content));
    }

    /**
     * Stores the content of a local file and returns the resolved file. The file must not change meanwhile; the stored
     * blob is a copy (or a clone that copies on write), never a link to it.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such file
     */
    default File putFile(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            Digest digest = put(in);
            return File.resolved(digest, size(digest));
        } catch (IOException e) {
            throw Streams.failure(e, "put", path);
        }
    }

    /**
     * Writes a blob to a new local file, which becomes the caller's own: changing it MUST NOT change the blob. Parent
     * folders must exist. The content is verified unless the implementation clones or copies a file of its own that it
     * trusts. On failure the target may be left incomplete.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such blob
     */
    default void materialize(Digest digest, Path target) {
        try (InputStream in = open(digest);
                OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw Streams.failure(e, "materialize", digest, target);
        }
    }

    /**
     * Writes a blob to a new local file as {@link #materialize} does, for a reader that cannot change it, such as a container
     * that mounts it read-only: the file may be shared with this repository, and MUST NOT be written to.
     */
    default void materializeReadOnly(Digest digest, Path target) {
        materialize(digest, target);
    }

    /**
     * Copies a blob from the repository that a URL identifies, without passing through the caller, and verifies it. Returns
     * false if this implementation cannot do that, in which case nothing happened and the caller copies the stream instead.
     *
     * @throws WeirflowException of kind NOT_EXIST if the source has no such blob, of kind INTEGRITY if it is damaged there
     */
    default boolean readFrom(URI source, Digest digest) {
        return false;
    }

    /** Copies a blob to the repository that a URL identifies; otherwise as {@link #readFrom}. */
    default boolean writeTo(URI target, Digest digest) {
        return false;
    }

    /**
     * Makes everything that was stored before this call durable: it survives a crash of the machine. Whoever records a
     * reference to blobs durably calls this first. Implementations whose {@code put} is durable by itself do nothing.
     */
    default void flush() {}

    /**
     * Removes the blobs that a policy says are garbage, or only counts them in a dry run. Safe beside writers as far as the
     * policy's threshold protects what they just stored.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if this repository does not collect
     */
    default CollectSummary collect(CollectPolicy policy) {
        throw WeirflowException.of(
                ErrorKind.NOT_SUPPORTED,
                "collect",
                "this repository cannot collect garbage",
                getClass().getSimpleName());
    }
}
