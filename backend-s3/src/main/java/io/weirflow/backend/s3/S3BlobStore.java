package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The buckets that one client of S3 reaches, under the scheme {@code s3}. Thread-safe.
 *
 * <p>The client is the application's, which then closes it, or is built here from region and credentials, and closed by {@link
 * #close}. Which HTTP client the SDK uses is the application's choice: it puts one on its class path. Only the client of the SDK
 * sends requests again; it should do so a few times.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    /** The scheme of the URLs. */
    public static final String SCHEME = "s3";

    private final S3Calls calls;
    private final boolean ownsClient;
    private final Copier.Sizes copySizes;
    private final Map<String, S3Bucket> buckets = new ConcurrentHashMap<>();

    private S3BlobStore(S3Calls calls, boolean ownsClient, Copier.Sizes copySizes) {
        this.calls = calls;
        this.ownsClient = ownsClient;
        this.copySizes = copySizes;
    }

    /** Returns a store over a client, with the usual settings. The client is not closed. */
    public static S3BlobStore of(S3Client client) {
        return builder().client(client).build();
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds an {@link S3BlobStore}, with a client that is given or else built as the SDK's defaults say. Not thread-safe. */
    public static final class Builder {
        private static final int USUAL_REQUESTS = 32;
        private static final int USUAL_PARTS = 4;
        private static final int ATTEMPTS = 8;

        private Optional<S3Client> client = Optional.empty();
        private Optional<String> region = Optional.empty();
        private Optional<AwsCredentialsProvider> credentials = Optional.empty();
        private Optional<URI> endpoint = Optional.empty();
        private int requests = USUAL_REQUESTS;
        private int parts = USUAL_PARTS;
        private Copier.Sizes copySizes = Copier.USUAL;
        private Pace pace = Pace.USUAL;

        private Builder() {}

        /** Sets the client; it is not closed. Region, credentials and endpoint are then the client's. */
        public Builder client(S3Client value) {
            client = Optional.of(value);
            return this;
        }

        /** Sets the region, such as {@code eu-central-1}; that of the environment unless set. */
        public Builder region(String value) {
            region = Optional.of(value);
            return this;
        }

        /** Sets the credentials; those of the environment unless set. */
        public Builder credentials(AwsCredentialsProvider value) {
            credentials = Optional.of(value);
            return this;
        }

        /** Sets the address of a server that is not Amazon's. Buckets are then named in the path. */
        public Builder endpoint(URI value) {
            endpoint = Optional.of(value);
            return this;
        }

        /** Sets how many requests of one batch are under way at a time, from 1 to 1,000; 32 unless set. */
        public Builder requests(int value) {
            requests = value;
            return this;
        }

        /**
         * Sets how many parts of one transfer are under way at a time, from 1 to 100; 4 unless set. A download takes one after the
         * other while a single connection brings 200 MB a second.
         */
        public Builder parts(int value) {
            parts = value;
            return this;
        }

        Builder pace(Pace value) {
            pace = value;
            return this;
        }

        Builder copySizes(Copier.Sizes value) {
            copySizes = value;
            return this;
        }

        /**
         * Returns the store. Sends no request.
         *
         * @throws WeirflowException of kind INVALID that lists what does not fit, or says what the SDK cannot find
         */
        public S3BlobStore build() {
            List<String> wrong = new ArrayList<>();
            if (requests < 1 || requests > 1000) {
                wrong.add("expected 1 to 1,000 requests at a time, found " + requests);
            }
            if (parts < 1 || parts > 100) {
                wrong.add("expected 1 to 100 parts at a time, found " + parts);
            }
            if (client.isPresent() && (region.isPresent() || credentials.isPresent() || endpoint.isPresent())) {
                wrong.add("a client has region, credentials and endpoint already");
            }
            if (!wrong.isEmpty()) {
                throw WeirflowException.of(ErrorKind.INVALID, "build S3 store", String.join("; ", wrong));
            }
            S3Client used = client.orElseGet(this::newClient);
            return new S3BlobStore(new S3Calls(used, requests, parts, pace), client.isEmpty(), copySizes);
        }

        private S3Client newClient() {
            S3ClientBuilder builder = S3Client.builder()
                    .crossRegionAccessEnabled(endpoint.isEmpty())
                    .overrideConfiguration(
                            settings -> settings.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                    .maxAttempts(ATTEMPTS)
                                    .build()));
            region.ifPresent(name -> builder.region(Region.of(name)));
            credentials.ifPresent(builder::credentialsProvider);
            endpoint.ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
            try {
                return builder.build();
            } catch (SdkException e) {
                throw WeirflowException.wrap(e, ErrorKind.INVALID, "build S3 client");
            }
        }
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    /** {@inheritDoc} Sends no request: that there is no such bucket is noticed by the first use. */
    @Override
    public S3Bucket bucket(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw WeirflowException.of(ErrorKind.INVALID, "bucket", "expected s3://bucket/key", '"' + name + '"');
        }
        return buckets.computeIfAbsent(name, any -> new S3Bucket(this, any, calls, copySizes));
    }

    /** Closes the client if it was built here. Idempotent. */
    @Override
    public void close() {
        if (ownsClient) {
            calls.client().close();
        }
    }
}
