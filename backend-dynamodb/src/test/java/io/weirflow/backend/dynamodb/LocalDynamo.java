package io.weirflow.backend.dynamodb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Amazon's local DynamoDB, one for the JVM, started when it is first used and gone with the process. Clients with different
 * access keys see different tables: each test class uses its own name as the key.
 */
final class LocalDynamo {
    private static int port;

    private LocalDynamo() {}

    /** Returns the port, by which other processes reach it too. */
    static synchronized int port() {
        if (port == 0) {
            try {
                port = start(4);
            } catch (Exception e) {
                throw new AssertionError("the local DynamoDB does not start", e);
            }
        }
        return port;
    }

    /** Starts the server and returns its port: a free one, or another one if somebody else is faster to take that. */
    private static int start(int retries) throws Exception {
        int free = freePort();
        try {
            DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(free)});
            server.start();
            return free;
        } catch (IOException e) {
            if (retries == 0) {
                throw e;
            }
            return start(retries - 1);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns a client on an HTTP client that is closed with it. */
    static DynamoDbClient client(String accessKey) {
        return client(port(), accessKey);
    }

    static DynamoDbClient client(int port, String accessKey) {
        return builder(port, accessKey)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Returns a client over an HTTP client that tries four times, at once. */
    static DynamoDbClient client(String accessKey, SdkHttpClient http, ExecutionInterceptor... interceptors) {
        return client(accessKey, http, configuration -> {
            configuration.retryStrategy(retries(4));
            for (ExecutionInterceptor interceptor : interceptors) {
                configuration.addExecutionInterceptor(interceptor);
            }
        });
    }

    /** Returns a client that tries once. */
    static DynamoDbClient impatientClient(String accessKey, SdkHttpClient http) {
        return client(accessKey, http, configuration -> configuration.retryStrategy(retries(1)));
    }

    /** Returns a client that tries once, for a third of a second. */
    static DynamoDbClient hastyClient(String accessKey, SdkHttpClient http) {
        return client(
                accessKey,
                http,
                configuration -> configuration.retryStrategy(retries(1)).apiCallAttemptTimeout(Duration.ofMillis(300)));
    }

    private static DynamoDbClient client(
            String accessKey, SdkHttpClient http, Consumer<ClientOverrideConfiguration.Builder> configuration) {
        return builder(port(), accessKey)
                .httpClient(http)
                .overrideConfiguration(configuration)
                .build();
    }

    private static RetryStrategy retries(int attempts) {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(attempts)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .circuitBreakerEnabled(false)
                .build();
    }

    private static DynamoDbClientBuilder builder(int port, String accessKey) {
        return DynamoDbClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")));
    }
}
