package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * What a table is for, and so the names of its keys. They differ on purpose: DynamoDB itself refuses every request of one
 * layout on a table of another, so that no entry can end up where others would misread it; only the two of Reflow have the same.
 */
public enum TableLayout {
    /** Records of a {@link DynamoStateStore}. */
    STATE(List.of(StateItems.PARTITION, StateItems.SORT)),
    /** Entries of a {@link DynamoAssoc} of any kind. */
    CACHE(List.of(CacheLayout.PREFIX, CacheLayout.ENTRY)),
    /** Entries that Reflow reads and writes too, with the index by which it finds abbreviated digests. */
    REFLOW(List.of("ID"), TableIndex.ID4),
    /**
     * Rows of Reflow's task database, see {@link ReflowTaskDb}, with the indexes by which Reflow finds them. One table may be of this
     * layout and of {@link #REFLOW}, as Reflow's are where it is told to use one table for both.
     */
    REFLOW_TASKS(
            List.of("ID"),
            TableIndex.ID,
            TableIndex.ID4,
            TableIndex.DATE,
            TableIndex.RUN,
            TableIndex.ENDED_COMMAND,
            TableIndex.ENDED_IDENT);

    private final ImmutableList<String> keys;
    private final ImmutableList<TableIndex> indexes;

    TableLayout(List<String> keys, TableIndex... indexes) {
        this.keys = ImmutableList.copyOf(keys);
        this.indexes = ImmutableList.copyOf(indexes);
    }

    List<TableIndex> indexes() {
        return indexes;
    }

    List<KeySchemaElement> keys() {
        return TableIndex.schema(keys);
    }

    /** Returns the attributes that are keys of the table or of an index. */
    List<AttributeDefinition> attributes() {
        return attributes(indexes);
    }

    /** Returns the attributes that are keys of the table or of some indexes; all are texts. */
    List<AttributeDefinition> attributes(List<TableIndex> some) {
        return Stream.concat(keys.stream(), some.stream().flatMap(index -> index.keyNames().stream()))
                .distinct()
                .map(name -> AttributeDefinition.builder()
                        .attributeName(name)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .toList();
    }
}
