package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.Repository;
import io.weirflow.repository.VerifyingInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A repository in a bucket: each blob an object {@code <prefix>/objects/sha256:<64 digits>}, in the layout of Reflow's, so that
 * both can use one. Thread-safe; any number of processes may use a repository at once.
 *
 * <p><b>Durability.</b> A blob that {@code put} returned for is durable and visible to everybody.
 *
 * <p><b>Requests.</b> Bytes, and files and streams of up to 5 MiB, are put in one request, whose content the server checks.
 * Larger content is put in parts of 5 MiB and more; files are read twice, first for their digest. Larger streams whose digest is
 * not known beforehand are uploaded below {@code <prefix>/uploads/} and copied by the server. Nothing is written to local
 * disks. A blob that is there is stored again, which makes it young; S3 offers nothing cheaper that also repairs it. {@link
 * #missing} lists where that is cheaper than to ask for each blob.
 *
 * <p><b>Memory.</b> As for {@link S3Bucket}: up to 25 MiB for each put of a large stream, 5 MiB for small ones and for files; to
 * materialize takes 128 KiB for each range under way, and once more.
 */
public final class S3Repository implements Repository {
    private final S3Calls calls;
    private final BlobKeys keys;
    private final RepositoryUri uri;
    private final ObjectReader reader;
    private final Uploader uploader;
    private final BlobCopier copier;
    private final Clock clock;

    private S3Repository(S3Bucket bucket, String prefix, Clock clock) {
        this.calls = bucket.calls();
        this.keys = new BlobKeys(bucket.name(), prefix);
        this.uri = RepositoryUri.of(calls.client(), keys);
        this.reader = new ObjectReader(calls);
        this.uploader = new Uploader(calls);
        this.copier = new BlobCopier(calls);
        this.clock = clock;
    }

    /** Returns the repository at the root of a bucket, as Reflow's are. Sends no request. */
    public static S3Repository of(S3Bucket bucket) {
        return of(bucket, "");
    }

    /**
     * Returns the repository below a prefix of a bucket. Sends no request.
     *
     * @param prefix such as {@code team/cache}, without slashes around it; empty for the bucket's root
     */
    public static S3Repository of(S3Bucket bucket, String prefix) {
        return of(bucket, prefix, Clock.systemUTC());
    }

    static S3Repository of(S3Bucket bucket, String prefix, Clock clock) {
        return new S3Repository(bucket, prefix, clock);
    }

    /** Returns {@code s3://bucket/prefix}, and the server's address if it is not Amazon's. */
    @Override
    public Optional<URI> uri() {
        return Optional.of(uri.toUri());
    }

    @Override
    public long size(Digest digest) {
        return reader.head(keys.blob(digest), "size").contentLength();
    }

    /**
     * {@inheritDoc} Asks for each blob once, so many at a time, or lists if the wanted ones are dense enough among those that are
     * there: then it takes a request for up to 1,000 of them.
     */
    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        return new BlobPresence(calls, keys).missing(digests);
    }

    /** {@inheritDoc} One request. */
    @Override
    public InputStream open(Digest digest) {
        ObjectStream in = reader.open(keys.blob(digest), Optional.empty());
        return new VerifyingInputStream(in, digest, in.lengthBytes());
    }

    @Override
    public Digest put(InputStream content) {
        PartReader parts = new PartReader(content, -1, uri.toUri());
        byte[] first = parts.next();
        if (parts.atEnd()) {
            Digest digest = parts.finish(Optional.empty());
            uploader.small(keys.blob(digest), first, digest);
            return digest;
        }
        ObjectId staged = keys.newUpload();
        Stored stored = uploader.stream(staged, first, parts, Optional.empty());
        try {
            Digest digest = parts.finish(Optional.empty());
            copier.move(staged, stored, keys.blob(digest), digest);
            return digest;
        } finally {
            copier.forget(staged);
        }
    }

    /** {@inheritDoc} One request if the content is not larger than 5 MiB, otherwise parts; never a copy. */
    @Override
    public void put(Digest digest, InputStream content) {
        PartReader parts = new PartReader(content, -1, digest);
        uploader.stream(keys.blob(digest), parts.next(), parts, Optional.of(digest));
    }

    @Override
    public Digest put(byte[] content) {
        Digest digest = Digest.of(content);
        uploader.known(keys.blob(digest), new ArraySource(content), digest);
        return digest;
    }

    /** {@inheritDoc} The name of a large file is known once it was read; then it is read again, and sent to where it belongs. */
    @Override
    public File putFile(Path path) {
        FileSource file = FileSource.of(path);
        Digest digest;
        if (file.sizeBytes() <= PartSizes.MIN_BYTES) {
            byte[] content = file.read();
            digest = Digest.of(content);
            uploader.small(keys.blob(digest), content, digest);
        } else {
            digest = file.digest();
            uploader.known(keys.blob(digest), file, digest);
        }
        return File.resolved(digest, file.sizeBytes());
    }

    /** {@inheritDoc} Large blobs are read in ranges, some at a time. The content is verified. */
    @Override
    public void materialize(Digest digest, Path target) {
        Digest found = new Downloader(calls, keys.blob(digest), target).download(Optional.empty());
        if (!found.equals(digest)) {
            throw WeirflowException.of(
                    ErrorKind.INTEGRITY,
                    "materialize",
                    "the stored content has the digest " + found + ": it was damaged or cut off",
                    digest,
                    target);
        }
    }

    /**
     * Takes a blob over from another repository on the same server, which copies it, or from one in a directory of this machine.
     * The server states the digest of what it copied; if it cannot, the copy is read once.
     */
    @Override
    public boolean readFrom(URI source, Digest digest) {
        Optional<Path> local = LocalObjects.file(source, digest);
        if (local.isPresent()) {
            takeFile(local.get(), digest);
            return true;
        }
        return RepositoryUri.parse(source)
                .filter(other -> other.endpoint().equals(uri.endpoint()))
                .map(other -> copier.take(
                        new BlobKeys(other.bucket(), other.prefix()).blob(digest), keys.blob(digest), digest))
                .orElse(false);
    }

    private void takeFile(Path path, Digest digest) {
        FileSource file = FileSource.of(path);
        Digest found = file.digest();
        if (!found.equals(digest)) {
            throw WeirflowException.of(
                    ErrorKind.INTEGRITY,
                    "read from",
                    "the file has the digest " + found + ": nothing was stored",
                    path);
        }
        uploader.known(keys.blob(digest), file, digest);
    }

    /**
     * Returns the digests of the blobs whose hexadecimal form begins with some digits, at most 1,000 of them. One request.
     *
     * @throws WeirflowException of kind INVALID if these are not 1 to 64 lower-case hexadecimal digits
     */
    public List<Digest> expand(String hexPrefix) {
        if (!hexPrefix.matches("[0-9a-f]{1,64}")) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "expand", "expected 1 to 64 hexadecimal digits", '"' + hexPrefix + '"');
        }
        return new BlobPresence(calls, keys).expand(hexPrefix);
    }

    /**
     * {@inheritDoc} Also clears away what uploads left behind that began more than a day ago; what those are is not counted. A
     * blob that is stored again in the moment between look and deletion may go: whoever needs it finds it missing.
     */
    @Override
    public CollectSummary collect(CollectPolicy policy) {
        return new S3Collector(calls, keys, policy).run(clock.instant());
    }
}
