package io.weirflow.examples;

import io.weirflow.backend.s3.S3BlobStore;
import io.weirflow.backend.s3.S3Repository;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Where a repository is: in a bucket, below a prefix, which is empty for the bucket's root. As text {@code bucket}, {@code
 * s3://bucket} or {@code s3://bucket/prefix}.
 */
record S3Place(String bucket, String prefix) {
    private static final String SCHEME = S3BlobStore.SCHEME + "://";

    static S3Place parse(String text) {
        String place = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        int slash = place.indexOf('/');
        if (slash < 0) {
            return new S3Place(place, "");
        }
        String prefix = place.substring(slash + 1);
        return new S3Place(
                place.substring(0, slash), prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
    }

    /** Returns a client that finds buckets in all regions, as stores do that are built here; the caller closes it. */
    static S3Client client() {
        return S3Client.builder().crossRegionAccessEnabled(true).build();
    }

    S3Repository repository(S3BlobStore s3) {
        return S3Repository.of(s3.bucket(bucket), prefix);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
