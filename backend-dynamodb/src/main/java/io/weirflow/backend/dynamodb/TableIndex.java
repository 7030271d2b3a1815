package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/** A global secondary index of Reflow's. All of its keys are texts. */
enum TableIndex {
    /** What Reflow asks for a row by its identity, which the table itself knows as well. */
    ID("ID-index", List.of("ID")),
    /** Finds abbreviated digests. */
    ID4("ID4-ID-index", List.of("ID4", "ID")),
    /** Finds rows by when they were alive last. */
    DATE("Date-Keepalive-index", List.of("Date", "Keepalive")),
    /** Finds the tasks of a run. */
    RUN("RunID-index", List.of("RunID")),
    /** Finds ended tasks of a command. */
    ENDED_COMMAND("ImgCmdID-SortEnd-index", List.of("ImgCmdID", "EndTime"), "Inspect"),
    /** Finds ended tasks of an ident. */
    ENDED_IDENT("Ident-SortEnd-index", List.of("Ident", "EndTime"), "Inspect");

    private final String indexName;
    private final ImmutableList<String> keys;
    private final ImmutableList<String> included;

    /**
     * Describes an index.
     *
     * @param included the attributes that it has besides keys; none for all
     */
    TableIndex(String indexName, List<String> keys, String... included) {
        this.indexName = indexName;
        this.keys = ImmutableList.copyOf(keys);
        this.included = ImmutableList.copyOf(included);
    }

    /** Returns the keys of a table or an index: a hash key and, if there is a second name, a range key. */
    static List<KeySchemaElement> schema(List<String> names) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> KeySchemaElement.builder()
                        .attributeName(names.get(i))
                        .keyType(i == 0 ? KeyType.HASH : KeyType.RANGE)
                        .build())
                .toList();
    }

    String indexName() {
        return indexName;
    }

    List<String> keyNames() {
        return keys;
    }

    List<KeySchemaElement> keys() {
        return schema(keys);
    }

    String hashKey() {
        return keys.get(0);
    }

    /** Tells whether an index has at least the attributes that this one has. */
    boolean isCoveredBy(Projection projection) {
        return projection.projectionType() == ProjectionType.ALL
                || projection.projectionType() == ProjectionType.INCLUDE
                        && !included.isEmpty()
                        && projection.nonKeyAttributes().containsAll(included);
    }

    GlobalSecondaryIndex definition() {
        return GlobalSecondaryIndex.builder()
                .indexName(indexName)
                .keySchema(keys())
                .projection(projection())
                .build();
    }

    private Projection projection() {
        return included.isEmpty()
                ? Projection.builder().projectionType(ProjectionType.ALL).build()
                : Projection.builder()
                        .projectionType(ProjectionType.INCLUDE)
                        .nonKeyAttributes(included)
                        .build();
    }
}
