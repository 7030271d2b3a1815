package io.weirflow.backend.dynamodb;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocKey;
import io.weirflow.testkit.AssocContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The contract on a table of one layout, a new one for each test. */
abstract class DynamoAssocContract extends AssocContract {
    private static DynamoDbClient client;

    private final TableLayout layout;
    private final List<DynamoAssoc> opened = new ArrayList<>();
    private String table = "";
    private static int tables;

    DynamoAssocContract(TableLayout layout) {
        this.layout = layout;
    }

    @BeforeAll
    static void openTheClient() {
        client = LocalDynamo.client("DynamoAssocContract");
    }

    @AfterAll
    static void closeTheClient() {
        client.close();
    }

    @Override
    protected Assoc newAssoc() {
        table = "assoc-" + layout + '-' + ++tables;
        DynamoTables.create(client, table, layout);
        return open();
    }

    private DynamoAssoc open() {
        DynamoAssoc assoc = DynamoAssoc.builder(client, table)
                .layout(layout)
                .labels(labels())
                .deletionsPerSecond(10_000)
                .scanSegments(3)
                .open();
        opened.add(assoc);
        return assoc;
    }

    @Override
    protected Set<String> labels() {
        return Set.of("team=blue", "project=one two");
    }

    @Override
    protected Optional<Assoc> reopen() {
        ((DynamoAssoc) assoc).close();
        return Optional.of(open());
    }

    @Override
    protected Optional<Assoc> secondHandle() {
        return Optional.of(open());
    }

    @Override
    protected int largeBatch() {
        return 350;
    }

    @Override
    protected int threads() {
        return 2;
    }

    @Override
    protected boolean backdate(AssocKey key, Instant lastUse) {
        String attribute = layout == TableLayout.REFLOW ? "LastAccessTime" : "LastUse";
        Map<String, AttributeValue> itemKey = layout == TableLayout.REFLOW
                ? Map.of("ID", AttributeValue.fromS(key.digest().toString()))
                : Map.of(
                        "EntryPrefix", AttributeValue.fromS(key.digest().hex().substring(0, 4)),
                        "Entry",
                                AttributeValue.fromS(
                                        key.kind().text() + '/' + key.digest().hex()));
        client.updateItem(request -> request.tableName(table)
                .key(itemKey)
                .updateExpression("SET " + attribute + " = :time")
                .expressionAttributeValues(Map.of(":time", AttributeValue.fromN("" + lastUse.getEpochSecond()))));
        return true;
    }

    @Override
    protected void settle() {
        ((DynamoAssoc) assoc).settle();
    }

    @AfterEach
    void close() {
        opened.forEach(DynamoAssoc::close);
    }
}
