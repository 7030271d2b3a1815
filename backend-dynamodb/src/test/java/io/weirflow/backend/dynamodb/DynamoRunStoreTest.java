package io.weirflow.backend.dynamodb;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.RunStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DynamoRunStoreTest extends RunStoreContract {
    private static final DynamoDbClient CLIENT = LocalDynamo.client("DynamoRunStoreTest");

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

    /** A request takes milliseconds, and each crash is a run of its own. */
    @Override
    public int crashStride() {
        return 20;
    }
}
