package io.weirflow.blob;

/**
 * A family of buckets under one URL scheme, such as {@code s3} or {@code file}. Implementations MUST be thread-safe.
 * {@link BlobMux} finds the store for a URL.
 */
public interface BlobStore {
    /** Returns the URL scheme, in lower case. */
    String scheme();

    /**
     * Returns the bucket of a name, the authority of a URL; stores whose URLs have none take the empty name.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_EXIST if there is no such bucket
     */
    Bucket bucket(String name);
}
