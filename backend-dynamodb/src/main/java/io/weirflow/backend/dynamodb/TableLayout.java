package io.weirflow.backend.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.KeyType.HASH;
import static software.amazon.awssdk.services.dynamodb.model.KeyType.RANGE;

import com.google.errorprone.annotations.Immutable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * What a table is for, and so the names of its keys. They differ on purpose: DynamoDB itself refuses every request of one
 * layout on a table of another, so that no entry can end up where others would misread it.
 */
public enum TableLayout {
    /** Records of a {@link DynamoStateStore}. */
    STATE(StateItems.PARTITION, StateItems.SORT, Optional.empty()),
    /** Entries of a {@link DynamoAssoc} of any kind. */
    CACHE(CacheLayout.PREFIX, CacheLayout.ENTRY, Optional.empty()),
    /** Entries that Reflow reads and writes too, with the index by which it finds abbreviated digests. */
    REFLOW("ID", null, Optional.of(new Index("ID4-ID-index", "ID4", "ID")));

    private final String hashKey;
    private final Optional<String> rangeKey;
    private final Optional<Index> index;

    /** A global secondary index on texts, with all attributes. */
    @Immutable
    record Index(String name, String hashKey, String rangeKey) {
        GlobalSecondaryIndex definition() {
            return GlobalSecondaryIndex.builder()
                    .indexName(name)
                    .keySchema(key(hashKey, HASH), key(rangeKey, RANGE))
                    .projection(projection -> projection.projectionType(ProjectionType.ALL))
                    .build();
        }
    }

    TableLayout(String hashKey, @org.jspecify.annotations.Nullable String rangeKey, Optional<Index> index) {
        this.hashKey = hashKey;
        this.rangeKey = Optional.ofNullable(rangeKey);
        this.index = index;
    }

    Optional<Index> index() {
        return index;
    }

    List<KeySchemaElement> keys() {
        List<KeySchemaElement> keys = new ArrayList<>();
        keys.add(key(hashKey, HASH));
        rangeKey.ifPresent(name -> keys.add(key(name, RANGE)));
        return keys;
    }

    /** Returns the attributes that are keys of the table or its index; all are texts. */
    List<AttributeDefinition> attributes() {
        List<String> names = new ArrayList<>();
        names.add(hashKey);
        rangeKey.ifPresent(names::add);
        index.ifPresent(each -> {
            names.add(each.hashKey());
            names.add(each.rangeKey());
        });
        return names.stream()
                .distinct()
                .map(name -> AttributeDefinition.builder()
                        .attributeName(name)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .toList();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
