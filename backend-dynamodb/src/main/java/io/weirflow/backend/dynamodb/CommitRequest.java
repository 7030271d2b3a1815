package io.weirflow.backend.dynamodb;

import static io.weirflow.backend.dynamodb.StateItems.SORT;
import static io.weirflow.backend.dynamodb.StateItems.VERSION;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Writes a commit as a transaction, its writes in their order and its id as the token. The same commit gives the same request. */
final class CommitRequest {
    private CommitRequest() {}

    /**
     * What must hold of an item.
     *
     * @param names the names that the expression uses
     * @param values the values that it uses
     */
    private record Expression(
            String text,
            Map<String, String> names,
            @Nullable Map<String, AttributeValue> values) {
        static Expression absent() {
            return new Expression("attribute_not_exists(#s)", Map.of("#s", SORT), null);
        }

        static Expression at(CommitId version) {
            return new Expression("#v = :v", Map.of("#v", VERSION), Map.of(":v", StateItems.version(version)));
        }

        static Expression not(CommitId version) {
            return new Expression("#v <> :v", Map.of("#v", VERSION), Map.of(":v", StateItems.version(version)));
        }
    }

    static TransactWriteItemsRequest of(String table, Commit commit) {
        List<TransactWriteItem> items = new ArrayList<>(commit.writes().size());
        for (Write write : commit.writes()) {
            items.add(item(table, commit.id(), write));
        }
        return TransactWriteItemsRequest.builder()
                .clientRequestToken(commit.id().toString())
                .transactItems(items)
                .build();
    }

    private static TransactWriteItem item(String table, CommitId id, Write write) {
        Expression condition = condition(id, write);
        TransactWriteItem.Builder item = TransactWriteItem.builder();
        if (write instanceof Write.Put put) {
            item.put(builder -> {
                builder.tableName(table)
                        .item(StateItems.item(put.key(), put.value(), id))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
                if (condition != null) {
                    builder.conditionExpression(condition.text)
                            .expressionAttributeNames(condition.names)
                            .expressionAttributeValues(condition.values);
                }
            });
        } else if (write instanceof Write.Delete delete) {
            item.delete(builder -> {
                builder.tableName(table)
                        .key(StateItems.key(delete.key()))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
                if (condition != null) {
                    builder.conditionExpression(condition.text)
                            .expressionAttributeNames(condition.names)
                            .expressionAttributeValues(condition.values);
                }
            });
        } else if (condition != null) { // without one there is no check
            item.conditionCheck(builder -> builder.tableName(table)
                    .key(StateItems.key(write.key()))
                    .conditionExpression(condition.text)
                    .expressionAttributeNames(condition.names)
                    .expressionAttributeValues(condition.values)
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        }
        return item.build();
    }

    /** A put that always happens still must not happen twice: others may have changed since what the commit did elsewhere. */
    private static @Nullable Expression condition(CommitId id, Write write) {
        Condition condition = write.condition();
        if (condition instanceof Condition.AtVersion at) {
            return Expression.at(at.version());
        }
        if (condition instanceof Condition.Absent) {
            return Expression.absent();
        }
        return write instanceof Write.Put ? Expression.not(id) : null;
    }
}
