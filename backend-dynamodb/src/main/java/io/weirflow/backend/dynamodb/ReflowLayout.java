package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableSet;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.DigestPrefix;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Reflow's layout: an item for each key, with a column for each of its two kinds. Its items and updates are those of Reflow's
 * {@code dydbassoc}, apart from conditions that keep a use or a removal from leaving an item without values behind.
 *
 * <p>Since an item may hold the other kind's value and labels, entries are stored by an update of one item each, several at a
 * time: DynamoDB has no batch of updates. Abbreviations shorter than the index's eight digits are searched in the whole table.
 */
final class ReflowLayout implements AssocLayout {
    private static final String ID = "ID";
    private static final String INDEX = "ID4-ID-index";
    private static final String LAST_ACCESS_TIME = "LastAccessTime";
    private static final String LABELS = "Labels";
    private static final String HASH = "sha256:";
    private static final int ID4_DIGITS = 8;
    private static final int PARALLEL = 32;

    private final DynamoTable table;
    private final int segments;
    private final ImmutableSet<String> labels;

    ReflowLayout(DynamoTable table, int segments, Set<String> labels) {
        this.table = table;
        this.segments = segments;
        this.labels = ImmutableSet.copyOf(labels);
    }

    @Override
    public Set<AssocKind> kinds() {
        return EnumSet.of(AssocKind.FILESET, AssocKind.FILESET_V2);
    }

    private static String column(AssocKind kind) {
        return kind == AssocKind.FILESET ? "Value" : "ValueV2";
    }

    @Override
    public String lastUseAttribute() {
        return LAST_ACCESS_TIME;
    }

    @Override
    public Map<String, AttributeValue> itemKey(AssocKey key) {
        return itemKey(key.digest());
    }

    private static Map<String, AttributeValue> itemKey(Digest digest) {
        return Map.of(ID, AttributeValue.fromS(digest.toString()));
    }

    @Override
    public List<AssocEntry> entries(Map<String, AttributeValue> item) {
        List<AssocEntry> entries = new ArrayList<>(2);
        for (AssocKind kind : kinds()) {
            AttributeValue value = item.get(column(kind));
            if (value != null && value.s() != null) { // old tables have lists, which Reflow does not read either
                try {
                    entries.add(new AssocEntry(
                            new AssocKey(kind, Digest.parse(Attributes.text(item, ID))),
                            AssocValue.reference(Digest.parse(value.s())),
                            Attributes.time(item, LAST_ACCESS_TIME),
                            Attributes.texts(item, LABELS)));
                } catch (WeirflowException | NumberFormatException e) {
                    Attributes.warn(table.name(), item.get(ID), e);
                }
            }
        }
        return entries;
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries, Instant now) {
        List<UpdateItemRequest> updates = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> updates.add(update(key, value, now)));
        Parallel.forEach(updates, PARALLEL, update -> table.request("store", client -> client.updateItem(update)));
    }

    private UpdateItemRequest update(AssocKey key, AssocValue value, Instant now) {
        if (!(value instanceof AssocValue.Reference reference)) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "store",
                    "a table of Reflow holds references only, not values inline",
                    table.name());
        }
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        names.put("#v", column(key.kind()));
        values.put(":value", AttributeValue.fromS(reference.digest().toString()));
        values.put(":id4", AttributeValue.fromS(key.digest().hex().substring(0, ID4_DIGITS)));
        values.put(":lastaccess", Attributes.seconds(now));
        String expression = "SET #v = :value, ID4 = :id4, LastAccessTime = :lastaccess";
        if (!labels.isEmpty()) {
            expression += " ADD #l :labels";
            names.put("#l", LABELS);
            values.put(":labels", AttributeValue.fromSs(labels.asList()));
        }
        return UpdateItemRequest.builder()
                .tableName(table.name())
                .key(itemKey(key))
                .updateExpression(expression)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    @Override
    public void use(Map<String, AttributeValue> itemKey, Instant now) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table.name())
                .key(itemKey)
                .updateExpression("SET LastAccessTime = :time ADD AccessCount :one")
                .conditionExpression("attribute_exists(ID)")
                .expressionAttributeValues(Map.of(":time", Attributes.seconds(now), ":one", AttributeValue.fromN("1")))
                .build();
        Attributes.ifConditionHolds(() -> table.request("record use", client -> client.updateItem(request)));
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        Map<Digest, Set<AssocKind>> byItem = new LinkedHashMap<>();
        for (AssocKey key : keys) {
            byItem.computeIfAbsent(key.digest(), digest -> EnumSet.noneOf(AssocKind.class))
                    .add(key.kind());
        }
        Parallel.forEach(List.copyOf(byItem.entrySet()), PARALLEL, item -> delete(item.getKey(), item.getValue()));
    }

    /** Removes the item if no value is left in it, otherwise the columns. */
    private void delete(Digest digest, Set<AssocKind> kinds) {
        Set<AssocKind> others = kinds();
        others.removeAll(kinds);
        boolean done = Attributes.ifConditionHolds(() -> table.request(
                "delete",
                client -> client.deleteItem(request -> {
                    request.tableName(table.name()).key(itemKey(digest));
                    for (AssocKind other : others) { // one at most
                        request.conditionExpression("attribute_not_exists(#o)")
                                .expressionAttributeNames(Map.of("#o", column(other)));
                    }
                })));
        if (!done) {
            String column = column(kinds.iterator().next());
            Attributes.ifConditionHolds(() -> table.request(
                    "delete",
                    client -> client.updateItem(request -> request.tableName(table.name())
                            .key(itemKey(digest))
                            .updateExpression("REMOVE #v")
                            .conditionExpression("attribute_exists(#v)")
                            .expressionAttributeNames(Map.of("#v", column)))));
        }
    }

    @Override
    public List<Digest> expand(AssocKind kind, DigestPrefix prefix) {
        return prefix.hex().length() < ID4_DIGITS ? search(kind, prefix) : query(kind, prefix);
    }

    private List<Digest> query(AssocKind kind, DigestPrefix prefix) {
        List<Digest> found = new ArrayList<>();
        Map<String, AttributeValue> last = Map.of();
        do {
            QueryRequest.Builder request = QueryRequest.builder()
                    .tableName(table.name())
                    .indexName(INDEX)
                    .keyConditionExpression("ID4 = :id4 AND begins_with(ID, :prefix)")
                    .filterExpression("attribute_exists(#v)")
                    .expressionAttributeNames(Map.of("#v", column(kind)))
                    .expressionAttributeValues(Map.of(
                            ":id4", AttributeValue.fromS(prefix.hex().substring(0, ID4_DIGITS)),
                            ":prefix", AttributeValue.fromS(HASH + prefix.hex())));
            if (!last.isEmpty()) {
                request.exclusiveStartKey(last);
            }
            QueryResponse response = table.request("expand", client -> client.query(request.build()));
            response.items().forEach(item -> found.add(Digest.parse(Attributes.text(item, ID))));
            last = response.lastEvaluatedKey();
        } while (!last.isEmpty() && found.size() < Assoc.MAX_EXPANSIONS);
        return List.copyOf(found.subList(0, Math.min(found.size(), Assoc.MAX_EXPANSIONS)));
    }

    private List<Digest> search(AssocKind kind, DigestPrefix prefix) {
        TreeSet<Digest> found = new TreeSet<>();
        new ParallelScan(table, segments, false)
                .filtered(
                        "attribute_exists(#v) AND begins_with(ID, :prefix)",
                        Map.of("#v", column(kind)),
                        Map.of(":prefix", AttributeValue.fromS(HASH + prefix.hex())))
                .run("expand", item -> {
                    found.add(Digest.parse(Attributes.text(item, ID)));
                    if (found.size() > Assoc.MAX_EXPANSIONS) {
                        found.pollLast();
                    }
                });
        return List.copyOf(found);
    }
}
