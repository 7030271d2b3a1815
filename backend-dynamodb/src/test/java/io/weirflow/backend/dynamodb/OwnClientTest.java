package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import io.weirflow.store.StateKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Stores that build their client from region and credentials. */
class OwnClientTest {
    private static final String ENDPOINT = "aws.endpointUrlDynamoDb";
    private static final String KEY = "OwnClientTest";

    private final AwsCredentialsProvider credentials =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, "secret"));

    @BeforeEach
    void nameTheServer() {
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + LocalDynamo.port());
        try (DynamoDbClient client = LocalDynamo.client(KEY)) {
            DynamoTables.create(client, "state", TableLayout.STATE);
            DynamoTables.create(client, "cache", TableLayout.CACHE);
        }
    }

    @AfterEach
    void forgetTheServer() {
        System.clearProperty(ENDPOINT);
    }

    @Test
    void aStateStoreClosesTheClientThatItBuilt() {
        DynamoStateStore store = DynamoStateStore.open(Region.US_EAST_1, credentials, "state");
        assertThat(store.get(new StateKey("p", "s"))).isEmpty();
        store.close();
        store.close();
        assertFails(ErrorKind.FATAL, () -> store.get(new StateKey("p", "s")));
    }

    @Test
    void anAssocClosesTheClientThatItBuilt() {
        AssocKey key = new AssocKey(AssocKind.RESULT, Digest.of("key"));
        DynamoAssoc assoc =
                DynamoAssoc.builder(Region.US_EAST_1, credentials, "cache").open();
        assoc.store(Map.of(key, AssocValue.inline(new byte[1])));
        assertThat(assoc.get(List.of(key))).hasSize(1);
        assoc.close();
        assoc.close();
        assertFails(ErrorKind.FATAL, () -> assoc.get(List.of(key)));
    }

    @Test
    void credentialsThatCannotBeHadAreNotAllowed() {
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("Unable to load credentials from anywhere");
        };
        try (DynamoStateStore store = DynamoStateStore.open(Region.US_EAST_1, none, "state")) {
            assertFails(ErrorKind.NOT_ALLOWED, () -> store.get(new StateKey("p", "s")));
        }
    }

    private static void assertFails(ErrorKind kind, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
