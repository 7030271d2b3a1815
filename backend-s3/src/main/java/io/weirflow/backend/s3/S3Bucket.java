package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.Bucket;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of S3. Thread-safe.
 *
 * <p>Keys are exact, with spaces, percent signs, slashes and any Unicode. Refused are only those that clients or servers on the way
 * would change: with a part {@code .} or {@code ..}, with a NUL, with half of a surrogate pair, of more than 1,024 bytes.
 *
 * <p>Descriptions have the ETag, with its quotes, and the time of the last change to the second. The content hash is known where
 * the object's metadata state it ({@code x-amz-meta-content-sha256}), as they do for what is put here with a known hash or is not
 * larger than a part; a listing does not show it. What {@link #put} returns lacks the time.
 *
 * <p>Content of up to 5 MiB is put in one request, larger content in parts. A put keeps at most a part more in memory than are
 * under way at a time (see {@link S3BlobStore.Builder#parts}), 25 MiB unless set otherwise; parts are of 5 MiB up to 48 GiB of
 * content, and grow beyond. A download to a file takes 128 KiB for each range under way, and once more to hash them. Reading and
 * copying need no memory worth mentioning.
 */
public final class S3Bucket implements Bucket {
    private final S3BlobStore store;
    private final String name;
    private final S3Calls calls;
    private final ObjectReader reader;
    private final Uploader uploader;
    private final Copier copier;
    private final ConditionalCreate creator;

    S3Bucket(S3BlobStore store, String name, S3Calls calls, Copier.Sizes copySizes) {
        this.store = store;
        this.name = name;
        this.calls = calls;
        this.reader = new ObjectReader(calls);
        this.uploader = new Uploader(calls);
        this.copier = new Copier(calls, copySizes);
        this.creator = new ConditionalCreate(calls, name);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    S3BlobStore store() {
        return store;
    }

    S3Calls calls() {
        return calls;
    }

    @Override
    public String location() {
        return S3BlobStore.SCHEME + "://" + name + "/";
    }

    private ObjectId id(String key, String operation) {
        return new ObjectId(name, S3Keys.object(key, operation, location()));
    }

    /** {@inheritDoc} One request. */
    @Override
    public File stat(String key) {
        ObjectId id = id(key, "stat");
        return describe(id, reader.head(id, "stat"));
    }

    private static File describe(ObjectId id, HeadObjectResponse found) {
        return File.reference(id.url(), found.eTag(), found.contentLength())
                .withLastModified(toSeconds(found.lastModified()))
                .withContentHash(ObjectMetadata.contentHash(found.metadata()).orElse(null));
    }

    private static File describe(ObjectId id, S3Object found) {
        return File.reference(id.url(), found.eTag(), found.size()).withLastModified(toSeconds(found.lastModified()));
    }

    private static File describe(ObjectId id, Stored stored) {
        return File.reference(id.url(), stored.etag(), stored.sizeBytes())
                .withContentHash(stored.contentHash().orElse(null));
    }

    /** Headers of HTTP have whole seconds, other replies may have more. */
    private static Instant toSeconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** {@inheritDoc} One request for each 1,000 objects. */
    @Override
    public void scan(String prefix, BiConsumer<String, File> action) {
        S3Keys.prefix(prefix, "scan", location());
        if (!S3Keys.isFolder(prefix)) {
            File file;
            try {
                file = stat(prefix);
            } catch (WeirflowException e) {
                if (e.is(ErrorKind.NOT_EXIST)) {
                    return;
                }
                throw e;
            }
            action.accept(prefix, file);
            return;
        }
        new Lister(calls)
                .pages(
                        name,
                        prefix,
                        "scan",
                        objects -> objects.forEach(found ->
                                action.accept(found.key(), describe(new ObjectId(name, found.key()), found))));
    }

    /** {@inheritDoc} One request, with {@code If-Match} where an ETag is given. */
    @Override
    public InputStream open(String key, Optional<String> etag) {
        return reader.open(id(key, "open"), etag);
    }

    /**
     * Opens a stretch of an object, or what there is of it; the caller closes the stream. One request.
     *
     * @param etag if present, the object must still have this ETag
     * @throws WeirflowException as {@link #open(String, Optional)}, and of kind INVALID if the stretch begins behind the object's
     *     end or is empty
     */
    public InputStream openRange(String key, Optional<String> etag, long offset, long lengthBytes) {
        ObjectId id = id(key, "open");
        if (offset < 0 || lengthBytes <= 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "open",
                    "expected an offset from 0 and a length from 1 on",
                    id,
                    offset,
                    lengthBytes);
        }
        return reader.open(id, etag, offset, Math.addExact(offset, lengthBytes));
    }

    /**
     * Writes an object to a local file, which is created or emptied first, and returns the digest of what was written. Large
     * objects are read in ranges, some at a time, all of one version. On failure the file may be left incomplete; if there is no
     * such object it is not touched.
     *
     * @param etag if present, the object must still have this ETag
     * @throws WeirflowException as {@link #open(String, Optional)}
     */
    public Digest download(String key, Optional<String> etag, Path target) {
        return new Downloader(calls, id(key, "download"), target).download(etag);
    }

    /** {@inheritDoc} One request if the content is not larger than 5 MiB. */
    @Override
    public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
        ObjectId id = id(key, "put");
        PartReader parts = new PartReader(content, sizeBytes, id);
        byte[] first = parts.next();
        return describe(id, uploader.stream(id, first, parts, contentHash));
    }

    /**
     * Stores an object of at most 5 MiB if there is none of the key: of several writers exactly one succeeds. Whether the server
     * keeps to that is tried out first, once for each {@code S3Bucket}, with an object below {@code .weirflow-probe/} in the
     * same folder that is deleted again.
     *
     * @return the object's description, or empty if there was an object already
     * @throws WeirflowException of kind NOT_SUPPORTED if the server ignores the condition, of kind OUTCOME_UNKNOWN if it cannot be
     *     told whether the object was stored
     */
    public Optional<File> create(String key, byte[] content) {
        ObjectId id = id(key, "create");
        return creator.create(id, content).map(stored -> describe(id, stored));
    }

    /**
     * Tells whether the server honours the condition that {@link #create} needs, by trying. Three requests, once.
     *
     * @param folder where an object may be stored and deleted: empty, or ending in {@code /}
     */
    public boolean canCreate(String folder) {
        return creator.isHonoured(S3Keys.prefix(folder, "create", location()));
    }

    /**
     * {@inheritDoc} Within one store the server copies: objects of up to 256 MiB in two requests, larger ones in parts of 128
     * MiB.
     */
    @Override
    public File copyFrom(Bucket source, String sourceKey, String key) {
        if (!(source instanceof S3Bucket from) || from.store != store) {
            return Bucket.super.copyFrom(source, sourceKey, key);
        }
        ObjectId target = id(key, "copy");
        ObjectId origin = from.id(sourceKey, "copy");
        HeadObjectResponse found = reader.head(origin, "copy");
        if (origin.equals(target)) {
            return describe(target, found);
        }
        Copier.Copied copied = copier.copy(origin, found, target, Optional.empty(), false);
        File file = describe(target, copied.object());
        return copied.lastModified()
                .map(time -> file.withLastModified(toSeconds(time)))
                .orElse(file);
    }

    /** {@inheritDoc} One request for each 1,000 keys. */
    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(key -> S3Keys.object(key, "delete", location()));
        new Deleter(calls).delete(name, keys);
    }

    /** {@inheritDoc} Versions are told apart by their ETags; one request for each 1,000 objects, or for the one object. */
    @Override
    public Fileset snapshot(String prefix) {
        S3Keys.prefix(prefix, "snapshot", location());
        if (!S3Keys.isFolder(prefix)) {
            return Fileset.of(stat(prefix));
        }
        boolean[] exists = {prefix.isEmpty()};
        Map<String, File> files = new LinkedHashMap<>();
        scan(prefix, (key, file) -> {
            exists[0] = true;
            if (!key.endsWith("/")) {
                files.put(key.substring(prefix.length()), file);
            }
        });
        if (!exists[0]) {
            throw WeirflowException.of(ErrorKind.NOT_EXIST, "snapshot", "there is no such folder", location() + prefix);
        }
        return Fileset.directory(files);
    }
}
