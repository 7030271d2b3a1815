package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.backend.dynamodb.DynamoTables;
import io.weirflow.backend.dynamodb.TableLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The runs in a table and the contents in a bucket; each process has a folder of its own, as on machines of their own. */
class AgentsInTableTest extends AgentsRules {
    private static final List<String> TABLES = List.of("agents", "soak");
    private static CloudServers servers;

    @BeforeAll
    static void startTheServers() throws Exception {
        servers = CloudServers.start();
        servers.set();
        try (DynamoDbClient client = DynamoDbClient.create()) {
            TABLES.forEach(table -> DynamoTables.create(client, table, TableLayout.STATE));
        }
    }

    @AfterAll
    static void stopTheServers() {
        servers.forget();
        servers.close();
    }

    @Override
    CloudOptions cloud() {
        return new CloudOptions(
                Optional.of("agents"), Optional.of(S3Place.parse("s3://" + CloudServers.BUCKET + "/agents")));
    }

    @Override
    Path folder(String agent) {
        return temporary.resolve("machine-" + agent);
    }

    @Override
    Process start(String... arguments) throws IOException {
        return servers.start(arguments);
    }

    @Test
    void aRunEndsRightWhileAgentsAreKilled() throws Exception {
        CloudServers.Ended soak = servers.run("RunsSoak", "--table", "soak", "--nodes", "60", "8", "3");
        assertThat(soak.output())
                .contains("60 nodes, ")
                .doesNotContain(" 0 kills")
                .contains("\npassed\n");
        assertThat(soak.exit()).isZero();
    }
}
