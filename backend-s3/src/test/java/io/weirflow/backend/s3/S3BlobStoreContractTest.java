package io.weirflow.backend.s3;

import io.weirflow.blob.BlobStore;
import io.weirflow.testkit.BlobStoreContract;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.s3.S3Client;

final class S3BlobStoreContractTest extends BlobStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static S3Server server;
    private static S3Client client;

    private String bucketName = "";

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Override
    protected BlobStore newStore() {
        bucketName = "bucket" + NUMBER.incrementAndGet();
        client.createBucket(request -> request.bucket(bucketName));
        return S3BlobStore.of(client);
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
