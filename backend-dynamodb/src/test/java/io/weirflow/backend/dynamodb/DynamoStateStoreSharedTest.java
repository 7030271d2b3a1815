package io.weirflow.backend.dynamodb;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.SharedStateStoreContract;
import io.weirflow.testkit.StateStoreOpener;
import io.weirflow.testkit.StateStoreProcess;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DynamoStateStoreSharedTest extends SharedStateStoreContract {
    private static final String KEY = "DynamoStateStoreSharedTest";
    private static final DynamoDbClient CLIENT = LocalDynamo.client(KEY);

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
    protected StateStoreProcess startProcess() throws IOException {
        return StateStoreProcess.start(Opener.class, Integer.toString(LocalDynamo.port()));
    }

    /** Opens the table in another process. */
    public static final class Opener implements StateStoreOpener {
        @Override
        public StateStore open(String port) {
            return DynamoStateStore.open(LocalDynamo.client(Integer.parseInt(port), KEY), "state");
        }
    }
}
