package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.backend.dynamodb.FaultyHttp.Fault;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class DynamoTablesTest {
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DynamoDbClient CLIENT = LocalDynamo.client("DynamoTablesTest", HTTP);
    private static int tables;

    private final String table = "table-" + ++tables;

    @BeforeEach
    void noFaults() {
        HTTP.plan(index -> Fault.NONE);
    }

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
        HTTP.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCreatedHasNoProblemsAndCanBeCreatedAgain(TableLayout layout) {
        assertThat(DynamoTables.problems(CLIENT, table, layout))
                .singleElement()
                .asString()
                .contains(table);
        DynamoTables.create(CLIENT, table, layout);
        DynamoTables.create(CLIENT, table, layout);
        assertThat(DynamoTables.problems(CLIENT, table, layout)).isEmpty();
        assertThat(DynamoTables.denials(CLIENT, table, layout)).isEmpty();
        assertThat(CLIENT.scan(request -> request.tableName(table)).items()).isEmpty();
    }

    @Test
    void aTableOfAnotherLayoutIsLeftAsItIs() {
        DynamoTables.create(CLIENT, table, TableLayout.CACHE);
        assertThat(DynamoTables.problems(CLIENT, table, TableLayout.STATE))
                .anySatisfy(problem -> assertThat(problem).contains("partition HASH", "EntryPrefix HASH"));
        assertThatThrownBy(() -> DynamoTables.create(CLIENT, table, TableLayout.STATE))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                .hasMessageContaining("another purpose");
        assertThat(DynamoTables.problems(CLIENT, table, TableLayout.CACHE)).isEmpty();
    }

    @Test
    void theIndexOfReflowIsAddedWhereItIsMissing() {
        CLIENT.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("ID")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("ID")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
        assertThat(DynamoTables.problems(CLIENT, table, TableLayout.REFLOW))
                .containsExactly("the index ID4-ID-index is missing");
        DynamoTables.create(CLIENT, table, TableLayout.REFLOW);
        assertThat(DynamoTables.problems(CLIENT, table, TableLayout.REFLOW)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachDeniedActionIsNamed(TableLayout layout) {
        DynamoTables.create(CLIENT, table, layout);
        HTTP.plan(index -> Fault.NONE);
        assertThat(DynamoTables.denials(CLIENT, table, layout)).isEmpty();
        List<String> operations = HTTP.operations();
        assertThat(operations).hasSizeGreaterThan(5);
        for (int at = 0; at < operations.size(); at++) {
            HTTP.planAt(at, Fault.DENIED);
            String action = operations.get(at).equals("TransactWriteItems") ? "ConditionCheckItem" : operations.get(at);
            assertThat(DynamoTables.denials(CLIENT, table, layout))
                    .singleElement()
                    .asString()
                    .contains("dynamodb:" + action + " on ")
                    .contains("table " + table + " is denied");
        }
    }
}
