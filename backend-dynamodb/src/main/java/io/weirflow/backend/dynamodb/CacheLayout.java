package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableSet;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Weirflow's own layout: an item for each entry, with the first four digits of the digest as partition key and the kind and the
 * digest as sort key. So abbreviations of four digits and more are found by one query and without an index, and entries spread
 * evenly over 65,536 partitions. A store replaces the whole item, labels included.
 */
final class CacheLayout implements AssocLayout {
    static final String PREFIX = "EntryPrefix";
    static final String ENTRY = "Entry";
    private static final String REFERENCE = "Reference";
    private static final String INLINE = "Inline";
    private static final String LAST_USE = "LastUse";
    private static final String LABELS = "Labels";
    private static final int PREFIX_DIGITS = 4;

    private final DynamoTable table;
    private final BatchWrite batchWrite;
    private final ImmutableSet<String> labels;

    CacheLayout(DynamoTable table, Backoff backoff, Set<String> labels) {
        this.table = table;
        this.batchWrite = new BatchWrite(table, backoff);
        this.labels = ImmutableSet.copyOf(labels);
    }

    @Override
    public Set<AssocKind> kinds() {
        return EnumSet.allOf(AssocKind.class);
    }

    @Override
    public String lastUseAttribute() {
        return LAST_USE;
    }

    @Override
    public Map<String, AttributeValue> itemKey(AssocKey key) {
        String hex = key.digest().hex();
        return Map.of(
                PREFIX,
                AttributeValue.fromS(hex.substring(0, PREFIX_DIGITS)),
                ENTRY,
                AttributeValue.fromS(key.kind().text() + '/' + hex));
    }

    @Override
    public List<AssocEntry> entries(Map<String, AttributeValue> item) {
        try {
            Optional<AssocKey> key = key(Attributes.text(item, ENTRY));
            Optional<AssocValue> value = value(item);
            return key.isPresent() && value.isPresent()
                    ? List.of(new AssocEntry(
                            key.get(), value.get(), Attributes.time(item, LAST_USE), Attributes.texts(item, LABELS)))
                    : List.of(); // of a later release
        } catch (WeirflowException | NumberFormatException e) {
            Attributes.warn(table.name(), item.get(ENTRY), e);
            return List.of();
        }
    }

    private static Optional<AssocKey> key(String entry) {
        int slash = entry.indexOf('/');
        for (AssocKind kind : AssocKind.values()) {
            if (slash > 0 && entry.substring(0, slash).equals(kind.text())) {
                return Optional.of(new AssocKey(kind, Digest.parseHex(entry.substring(slash + 1))));
            }
        }
        return Optional.empty();
    }

    private static Optional<AssocValue> value(Map<String, AttributeValue> item) {
        AttributeValue inline = item.get(INLINE);
        if (inline != null && inline.b() != null) {
            return Optional.of(AssocValue.inline(inline.b().asByteArray()));
        }
        AttributeValue reference = item.get(REFERENCE);
        return reference == null || reference.s() == null
                ? Optional.empty()
                : Optional.of(AssocValue.reference(Digest.parse(reference.s())));
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries, Instant now) {
        List<WriteRequest> puts = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> {
            Map<String, AttributeValue> item = item(key, value, now);
            puts.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
        });
        batchWrite.write("store", puts);
    }

    private Map<String, AttributeValue> item(AssocKey key, AssocValue value, Instant now) {
        Map<String, AttributeValue> item = new HashMap<>(itemKey(key));
        if (value instanceof AssocValue.Inline inline) {
            item.put(INLINE, AttributeValue.fromB(SdkBytes.fromByteArray(inline.bytes())));
        } else if (value instanceof AssocValue.Reference reference) {
            item.put(REFERENCE, AttributeValue.fromS(reference.digest().toString()));
        }
        item.put(LAST_USE, Attributes.seconds(now));
        if (!labels.isEmpty()) {
            item.put(LABELS, AttributeValue.fromSs(labels.asList()));
        }
        return item;
    }

    @Override
    public void use(Map<String, AttributeValue> itemKey, Instant now) {
        Attributes.ifConditionHolds(() -> table.request(
                "record use",
                client -> client.updateItem(request -> request.tableName(table.name())
                        .key(itemKey)
                        .updateExpression("SET " + LAST_USE + " = :time")
                        .conditionExpression("attribute_exists(" + ENTRY + ')')
                        .expressionAttributeValues(Map.of(":time", Attributes.seconds(now))))));
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        batchWrite.write(
                "delete",
                keys.stream()
                        .distinct()
                        .map(key -> WriteRequest.builder()
                                .deleteRequest(delete -> delete.key(itemKey(key)))
                                .build())
                        .toList());
    }

    @Override
    public List<Digest> expand(AssocKind kind, DigestPrefix prefix) {
        QueryRequest request = QueryRequest.builder()
                .tableName(table.name())
                .consistentRead(true)
                .keyConditionExpression(PREFIX + " = :first AND begins_with(" + ENTRY + ", :prefix)")
                .projectionExpression(ENTRY)
                .expressionAttributeValues(Map.of(
                        ":first",
                        AttributeValue.fromS(prefix.hex().substring(0, PREFIX_DIGITS)),
                        ":prefix",
                        AttributeValue.fromS(kind.text() + '/' + prefix.hex())))
                .limit(Assoc.MAX_EXPANSIONS)
                .build();
        return table.request("expand", client -> client.query(request)).items().stream()
                .map(item -> key(Attributes.text(item, ENTRY)).orElseThrow().digest())
                .toList();
    }
}
