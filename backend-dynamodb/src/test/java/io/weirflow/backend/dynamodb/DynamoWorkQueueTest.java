package io.weirflow.backend.dynamodb;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.WorkQueueContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DynamoWorkQueueTest extends WorkQueueContract {
    private static final DynamoDbClient CLIENT = LocalDynamo.client("DynamoWorkQueueTest");

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

    @Override
    protected int messages() {
        return 12;
    }

    @Override
    protected int workers() {
        return 2;
    }
}
