package io.weirflow.examples;

import io.weirflow.backend.s3.S3BlobStore;
import io.weirflow.backend.s3.S3Bucket;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** Tries what a repository below a prefix of a bucket needs to be allowed to do, with an object that is deleted again. */
final class S3Permissions {
    private final S3Client client;
    private final S3Bucket bucket;
    private final String folder;
    private final String key;
    private final List<Right> rights = new ArrayList<>();

    /**
     * What is allowed, or not.
     *
     * @param name of the action
     * @param needed whether a repository needs it; the rest is of use
     * @param problem what happened when it was tried, if it did not work
     */
    record Right(String name, boolean needed, Optional<String> problem) {}

    /**
     * Sends no request.
     *
     * @throws WeirflowException of kind INVALID if there can be no repository of this bucket and prefix
     */
    S3Permissions(S3Client client, S3Place place) {
        S3BlobStore s3 = S3BlobStore.of(client);
        place.repository(s3);
        this.client = client;
        this.bucket = s3.bucket(place.bucket());
        this.folder = place.prefix().isEmpty() ? "uploads/" : place.prefix() + "/uploads/";
        this.key = folder + "check-" + Ulid.random(Clock.systemUTC());
    }

    @FunctionalInterface
    private interface Trial {
        void run() throws IOException;
    }

    /** Tries one after the other. */
    List<Right> check() {
        byte[] content = "Weirflow tries whether this bucket can be used.".getBytes(StandardCharsets.UTF_8);
        attempt("s3:ListBucket", true, () -> bucket.scan(key + "/", (found, file) -> {}));
        attempt("s3:PutObject", true, () -> bucket.put(key, new ByteArrayInputStream(content), content.length));
        attempt("s3:GetObject", true, this::read);
        attempt("s3:PutObject by copy", true, () -> bucket.copyFrom(bucket, key, key + "-copy"));
        attempt("s3:AbortMultipartUpload", true, this::uploadAndAbort);
        attempt("s3:DeleteObject", true, () -> bucket.delete(List.of(key, key + "-copy")));
        attempt(
                "s3:ListBucketMultipartUploads",
                false,
                () -> client.listMultipartUploads(
                        request -> request.bucket(bucket.name()).prefix(folder)));
        attempt("If-None-Match", false, () -> {
            if (!bucket.canCreate(folder)) {
                throw new IOException("the server ignores it: nothing can be created on condition");
            }
        });
        return List.copyOf(rights);
    }

    private void read() throws IOException {
        try (InputStream in = bucket.open(key, Optional.empty())) {
            in.readAllBytes();
        }
    }

    private void uploadAndAbort() {
        String upload = client.createMultipartUpload(
                        request -> request.bucket(bucket.name()).key(key))
                .uploadId();
        client.abortMultipartUpload(
                request -> request.bucket(bucket.name()).key(key).uploadId(upload));
    }

    private void attempt(String name, boolean needed, Trial trial) {
        Optional<String> problem = Optional.empty();
        try {
            trial.run();
        } catch (IOException | RuntimeException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        rights.add(new Right(name, needed, problem));
    }
}
