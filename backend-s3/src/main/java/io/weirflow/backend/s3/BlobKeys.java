package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** Where a repository keeps its objects in a bucket: Reflow's layout. */
final class BlobKeys {
    private static final int RANDOM_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String bucket;
    private final String prefix;

    /** Takes a prefix, which is a path without slashes around it, or empty. */
    BlobKeys(String bucket, String prefix) {
        if (prefix.startsWith("/") || prefix.endsWith("/") || prefix.contains("//")) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "open repository",
                    "expected a prefix such as team/cache, without empty parts",
                    '"' + prefix + '"');
        }
        this.bucket = bucket;
        this.prefix = S3Keys.prefix(prefix, "open repository", new ObjectId(bucket, "").url());
    }

    String bucket() {
        return bucket;
    }

    String prefix() {
        return prefix;
    }

    /** Returns the prefix of all blobs. */
    String objects() {
        return below("objects/");
    }

    /** Returns the prefix of what is being uploaded. */
    String uploads() {
        return below("uploads/");
    }

    private String below(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    ObjectId blob(Digest digest) {
        return new ObjectId(bucket, objects() + digest);
    }

    /** Returns the digest that a key below {@link #objects} names, if it names one. */
    Optional<Digest> digest(String key) {
        try {
            Digest digest = Digest.parse(key.substring(objects().length()));
            return key.equals(objects() + digest) ? Optional.of(digest) : Optional.empty();
        } catch (WeirflowException e) {
            return Optional.empty();
        }
    }

    ObjectId newUpload() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return new ObjectId(bucket, uploads() + HexFormat.of().formatHex(random));
    }
}
