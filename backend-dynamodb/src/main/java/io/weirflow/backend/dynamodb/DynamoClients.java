package io.weirflow.backend.dynamodb;

import io.weirflow.backend.dynamodb.DynamoFailures.Effect;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Builds the client where the application does not bring one. */
final class DynamoClients {
    /** Waits that double from tens of milliseconds: the last is some seconds, which is how long a burst is throttled. */
    private static final int ATTEMPTS = 10;

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    private DynamoClients() {}

    static DynamoDbClient build(Region region, AwsCredentialsProvider credentials) {
        try {
            return DynamoDbClient.builder()
                    .region(region)
                    .credentialsProvider(credentials)
                    .overrideConfiguration(configuration -> configuration
                            .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                    .maxAttempts(ATTEMPTS)
                                    .build())
                            .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                            .apiCallTimeout(CALL_TIMEOUT))
                    .build();
        } catch (SdkException e) {
            throw DynamoFailures.of(e, Effect.NONE, "build a DynamoDB client", region.id());
        }
    }
}
