package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Streams;
import io.weirflow.repository.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Has the server copy blobs to where they belong. */
final class BlobCopier {
    /** The server tells the digest only of what it copies whole, so it does that as far as it can. */
    static final Copier.Sizes WHOLE = new Copier.Sizes(5L << 30, 512 * PartSizes.MIB);

    private final S3Calls calls;
    private final ObjectReader reader;

    BlobCopier(S3Calls calls) {
        this.calls = calls;
        this.reader = new ObjectReader(calls);
    }

    /** Copies what was just uploaded under a name of no meaning. */
    void move(ObjectId staged, Stored stored, ObjectId blob, Digest digest) {
        HeadObjectResponse source = HeadObjectResponse.builder()
                .eTag(stored.etag())
                .contentLength(stored.sizeBytes())
                .metadata(Map.of())
                .build();
        new Copier(calls, Copier.USUAL).copy(staged, source, blob, Optional.of(digest), false);
    }

    /** Deletes what was uploaded under a name of no meaning; if that fails, a collection does it later. */
    void forget(ObjectId staged) {
        boolean interrupted = Thread.interrupted();
        try {
            new Deleter(calls).deleteOne(staged);
        } catch (WeirflowException e) {
            System.getLogger(BlobCopier.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} is left behind: {1}", staged, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Copies and verifies a blob of another repository. Returns false if the server does not let us, or if the blob is there: it
     * may be whole, and must not be replaced by what is verified only afterwards.
     */
    boolean take(ObjectId source, ObjectId blob, Digest digest) {
        Copier.Copied copied;
        try {
            HeadObjectResponse found = reader.head(source, "read from");
            if (isPresent(blob)) {
                return false;
            }
            copied = new Copier(calls, WHOLE).copy(source, found, blob, Optional.of(digest), true);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_ALLOWED)) {
                return false;
            }
            throw e;
        }
        try {
            return verify(blob, digest, copied.checked());
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.INTEGRITY)) {
                forget(blob);
            }
            throw e;
        }
    }

    private boolean isPresent(ObjectId blob) {
        try {
            reader.head(blob, "read from");
            return true;
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return false;
            }
            throw e;
        }
    }

    private boolean verify(ObjectId blob, Digest digest, Optional<Digest> checked) {
        if (checked.isPresent()) {
            if (!checked.get().equals(digest)) {
                throw WeirflowException.of(
                        ErrorKind.INTEGRITY, "read from", "the source has the digest " + checked.get(), blob);
            }
            return true;
        }
        try (InputStream in = new VerifyingInputStream(reader.open(blob, Optional.empty()), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException e) {
            throw Streams.failure(e, "read from", blob);
        }
    }
}
