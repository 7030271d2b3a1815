package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of a state store: the key's two texts, the version as 32 hexadecimal digits, the value as bytes. */
final class StateItems {
    static final String PARTITION = "partition";
    static final String SORT = "sort";
    static final String VERSION = "version";
    static final String VALUE = "value";

    private StateItems() {}

    static Map<String, AttributeValue> key(StateKey key) {
        return Map.of(PARTITION, text(key.partition()), SORT, text(key.sort()));
    }

    static Map<String, AttributeValue> item(StateKey key, StateValue value, CommitId version) {
        // The array is a copy already: the SDK need not copy it again.
        AttributeValue bytes = AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(value.bytes()));
        return Map.of(
                PARTITION, text(key.partition()), SORT, text(key.sort()), VERSION, version(version), VALUE, bytes);
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue version(CommitId id) {
        return text(id.toString());
    }

    static StateRecord record(Map<String, AttributeValue> item) {
        AttributeValue partition = item.get(PARTITION);
        AttributeValue sort = item.get(SORT);
        AttributeValue value = item.get(VALUE);
        Optional<CommitId> version = versionOf(item);
        if (partition == null || sort == null || value == null || value.b() == null || version.isEmpty()) {
            throw damaged(partition, sort);
        }
        return new StateRecord(
                new StateKey(partition.s(), sort.s()), StateValue.wrap(value.b().asByteArrayUnsafe()), version.get());
    }

    /** Returns the version of an item, of which there may be no attributes at all. */
    static Optional<CommitId> versionOf(Map<String, AttributeValue> item) {
        if (item.isEmpty()) {
            return Optional.empty();
        }
        AttributeValue version = item.get(VERSION);
        if (version == null || version.s() == null) {
            throw damaged(item.get(PARTITION), item.get(SORT));
        }
        return Optional.of(CommitId.parse(version.s()));
    }

    private static WeirflowException damaged(@Nullable AttributeValue partition, @Nullable AttributeValue sort) {
        return WeirflowException.of(
                ErrorKind.INTEGRITY,
                "read state",
                "an item is not as this release writes them: another program or a later release wrote it",
                partition == null ? "" : partition.s(),
                sort == null ? "" : sort.s());
    }
}
