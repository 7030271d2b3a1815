package io.weirflow.blob;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Objects by key, which are content at a source: they may change. Keys are exact texts, never percent-encoded; {@code
 * prefix} arguments that end in {@code /} or are empty mean a folder, others exactly one object.
 *
 * <p>Implementations MUST be thread-safe and pass {@code io.weirflow.testkit.BlobStoreContract}. Methods block and are
 * interruptible. Files returned are references, with source URL, size, and as far as the store knows them ETag, time of
 * last change and content hash; {@code source} is a URL that {@link BlobMux} resolves back to the object.
 *
 * <p>A store that cannot hold some keys, such as a file system, MUST refuse those with kind INVALID. Above all it MUST refuse a
 * key that would lead out of the bucket ({@code ..}, an absolute path, a NUL), and never bend it into another one.
 */
public interface Bucket {
    /** The size of content whose length is not known beforehand. */
    long UNKNOWN_SIZE = -1;

    /** Returns the URL of the bucket, ending in {@code /}; a key appended to it, as it is, names an object. */
    String location();

    /** Returns the URL of an object or folder. */
    default String url(String key) {
        return location() + key;
    }

    /**
     * Describes an object.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is none
     */
    File stat(String key);

    /**
     * Calls back with key and description for each object below a folder, or for the one object, in ascending order of the keys'
     * UTF-8 bytes. Nothing there is no failure. What the action throws ends the scan and is passed on.
     */
    void scan(String prefix, BiConsumer<String, File> action);

    /**
     * Opens an object for reading; the caller closes the stream. What is read is one version of the object, even if it is replaced
     * meanwhile.
     *
     * @param etag if present, the object must still have this ETag
     * @throws WeirflowException of kind NOT_EXIST if there is none, of kind PRECONDITION if it has changed
     */
    InputStream open(String key, Optional<String> etag);

    /**
     * Returns the local file that an object is, for callers who can do better with it than with a stream, such as {@link
     * io.weirflow.repository.Repository#putFile}. Empty for stores whose objects are not local files. Does not look whether the
     * object exists.
     */
    default Optional<Path> localFile(String key) {
        return Optional.empty();
    }

    /**
     * Stores an object whole: readers see the old or the new content. The stream is read to its end and not closed. A failure
     * leaves what was there before.
     *
     * @param sizeBytes how many bytes the stream has, or {@link #UNKNOWN_SIZE}
     * @param contentHash the digest that the content is known to have; kept with the object where the store can
     * @return the object's description, which may lack the time of last change where to learn it would cost another request
     * @throws WeirflowException of kind INTEGRITY if size or digest are not as stated
     */
    File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash);

    /** Stores an object whose digest is not known beforehand. */
    default File put(String key, InputStream content, long sizeBytes) {
        return put(key, content, sizeBytes, Optional.empty());
    }

    /**
     * Copies an object within this bucket or from one of the same store, whole as {@link #put} stores it, and returns the
     * description of the copy. Stores that can do it without passing the content through this process SHOULD do so.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such object, of kind PRECONDITION if it changes meanwhile
     */
    default File copyFrom(Bucket source, String sourceKey, String key) {
        return BlobTransfer.stream(this, key, source, sourceKey);
    }

    /** Deletes objects; those that do not exist are no failure. */
    void delete(Collection<String> keys);

    /**
     * Returns references to what is there now, without reading content where the store can tell versions apart without it:
     * a single file for an object, files by path relative to the prefix for a folder (keys that end in {@code /} are left
     * out). Two snapshots are equal by {@link Fileset#digest()} exactly if nothing was added, changed or removed.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such object or folder; an empty bucket is an empty folder
     */
    Fileset snapshot(String prefix);
}
