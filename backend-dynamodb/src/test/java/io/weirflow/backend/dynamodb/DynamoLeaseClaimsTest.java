package io.weirflow.backend.dynamodb;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.LeaseClaimsContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DynamoLeaseClaimsTest extends LeaseClaimsContract {
    private static final DynamoDbClient CLIENT = LocalDynamo.client("DynamoLeaseClaimsTest");

    @BeforeAll
    static void createTheTable() {
        DynamoTables.create(CLIENT, "state", TableLayout.STATE);
    }

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
    }

    @Override
    protected StateStore open() {
        return DynamoStateStore.open(CLIENT, "state");
    }
}
