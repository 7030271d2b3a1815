package io.weirflow.examples.benchmarks;

import io.weirflow.backend.dynamodb.DynamoStateStore;
import io.weirflow.backend.dynamodb.DynamoTables;
import io.weirflow.backend.dynamodb.TableLayout;
import io.weirflow.base.Ulid;
import io.weirflow.store.StateStore;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table of DynamoDB of its own, which is deleted at the end. Region, credentials and address are those of the environment. */
record TablePlace(DynamoDbClient client, String table, StateStore store) implements BigRun.Place {
    static TablePlace create() {
        DynamoDbClient client = DynamoDbClient.create();
        String table = "weirflow-big-run-" + Ulid.random(Clock.systemUTC());
        DynamoTables.create(client, table, TableLayout.STATE);
        return new TablePlace(client, table, DynamoStateStore.open(client, table));
    }

    /** {@inheritDoc} Amazon's service counts every six hours, its local one at once. */
    @Override
    public long bytes() {
        return client.describeTable(request -> request.tableName(table)).table().tableSizeBytes();
    }

    @Override
    public void close() {
        client.deleteTable(request -> request.tableName(table));
        client.close();
    }
}
