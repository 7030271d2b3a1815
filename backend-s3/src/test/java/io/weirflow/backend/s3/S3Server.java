package io.weirflow.backend.s3;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** A server of S3 in this process, on the loopback address, with buckets {@code bucket} and {@code other}. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "bucket";
    static final String OTHER = "other";

    private static final String KEY = "test-key";
    private static final String SECRET = "test-secret";

    private final S3Proxy proxy;

    private S3Server(S3Proxy proxy) {
        this.proxy = proxy;
    }

    /** Starts a server that keeps objects on the heap. */
    static S3Server inMemory() throws Exception {
        return start("transient", new Properties());
    }

    /** Starts a server that keeps objects in a folder, each as the file {@code folder/bucket/key}. */
    static S3Server inFolder(Path folder) throws Exception {
        Files.createDirectories(folder);
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        return start("filesystem", properties);
    }

    private static S3Server start(String provider, Properties properties) throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(BlobStores.create(provider, properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .ignoreUnknownHeaders(true)
                .stopTimeout(0)
                .build();
        proxy.start();
        S3Server server = new S3Server(proxy);
        try (S3Client client = server.client()) {
            client.createBucket(request -> request.bucket(BUCKET));
            client.createBucket(request -> request.bucket(OTHER));
        }
        return server;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    static StaticCredentialsProvider credentials() {
        return credentials(SECRET);
    }

    static StaticCredentialsProvider credentials(String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, secret));
    }

    S3Client client() {
        return client(Apache5HttpClient.builder().maxConnections(100).build());
    }

    /** Returns a client over an HTTP client, which it closes; it tries three times, without waiting in between. */
    S3Client client(SdkHttpClient http, ExecutionInterceptor... interceptors) {
        return S3Client.builder()
                .httpClient(http)
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .overrideConfiguration(
                        settings -> settings.retryStrategy(impatient()).executionInterceptors(List.of(interceptors)))
                .build();
    }

    private static StandardRetryStrategy impatient() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(3)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .circuitBreakerEnabled(false)
                .build();
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new AssertionError("the server cannot be stopped", e);
        }
    }
}
