package io.weirflow.backend.s3;

import io.weirflow.blob.BlobStore;
import io.weirflow.testkit.BlobStoreContract;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on a server, which a subclass starts. */
abstract class S3BlobStoreContract extends BlobStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private String bucketName = "";

    /** Returns a client of the server. */
    abstract S3Client client();

    @Override
    protected BlobStore newStore() {
        bucketName = "bucket" + NUMBER.incrementAndGet();
        client().createBucket(request -> request.bucket(bucketName));
        return S3BlobStore.of(client());
    }

    @Override
    protected String bucketName() {
        return bucketName;
    }

    @Override
    protected Optional<String> otherBucketName() {
        return Optional.of(S3Server.OTHER);
    }

    @Override
    protected Optional<String> missingBucketName() {
        return Optional.of("no-such-bucket");
    }

    /** The server keeps objects as files, so none can be below another one, and lists in the order of UTF-16. */
    @Override
    protected boolean canHold(String key) {
        return !key.equals("b/c/d") && key.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    /** The server takes the names of objects for paths of files. */
    @Override
    protected boolean isBentByServer(String key) {
        return key.startsWith("/") || key.contains("//");
    }
}
