package io.weirflow.blob;

import io.weirflow.testkit.BlobStoreContract;

/** Buckets that know no content hashes, in a folder of a bucket. */
final class UnhashedMemoryBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore newStore() {
        MemoryBlobStore store = MemoryBlobStore.of();
        store.add("bucket", MemoryBucket.Hashes.UNKNOWN);
        return store;
    }

    @Override
    protected String bucketName() {
        return "bucket";
    }

    @Override
    protected String prefix() {
        return "some/folder/";
    }
}
