package io.weirflow.blob;

import io.weirflow.testkit.BlobStoreContract;
import java.util.Optional;

final class MemoryBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore newStore() {
        return MemoryBlobStore.of("bucket", "other");
    }

    @Override
    protected String bucketName() {
        return "bucket";
    }

    @Override
    protected Optional<String> otherBucketName() {
        return Optional.of("other");
    }

    @Override
    protected Optional<String> missingBucketName() {
        return Optional.of("missing");
    }
}
