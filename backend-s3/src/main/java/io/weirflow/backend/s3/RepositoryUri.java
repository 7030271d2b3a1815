package io.weirflow.backend.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What identifies a repository for direct transfers: {@code s3://bucket/prefix}, as in Reflow, and for a server that is not
 * Amazon's {@code ?endpoint=} with its address, since names of buckets are only unique within one.
 */
record RepositoryUri(String bucket, String prefix, Optional<URI> endpoint) {
    private static final String ENDPOINT = "endpoint=";

    static RepositoryUri of(S3Client client, BlobKeys keys) {
        return new RepositoryUri(
                keys.bucket(),
                keys.prefix(),
                client.serviceClientConfiguration().endpointOverride());
    }

    URI toUri() {
        String path = prefix.isEmpty() ? "/" : "/" + prefix;
        String query = endpoint.map(uri -> ENDPOINT + uri).orElse(null);
        try {
            return new URI(S3BlobStore.SCHEME, bucket, path, query, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a checked bucket and prefix make a URI", e);
        }
    }

    /** Reads a URI; empty if it is of another kind. */
    static Optional<RepositoryUri> parse(URI uri) {
        if (!S3BlobStore.SCHEME.equalsIgnoreCase(uri.getScheme()) || uri.getAuthority() == null) {
            return Optional.empty();
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        String prefix = path.startsWith("/") ? path.substring(1) : path;
        try {
            Optional<URI> endpoint = uri.getQuery() != null && uri.getQuery().startsWith(ENDPOINT)
                    ? Optional.of(new URI(uri.getQuery().substring(ENDPOINT.length())))
                    : Optional.empty();
            return Optional.of(new RepositoryUri(uri.getAuthority(), prefix, endpoint));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
