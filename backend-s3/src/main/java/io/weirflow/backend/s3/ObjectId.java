package io.weirflow.backend.s3;

/** Bucket and key of an object. */
record ObjectId(String bucket, String key) {
    String url() {
        return S3BlobStore.SCHEME + "://" + bucket + "/" + key;
    }

    @Override
    public String toString() {
        return url();
    }
}
