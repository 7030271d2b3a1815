package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Conflict;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Watches;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * A state store in a DynamoDB table, which many machines may use at once. {@link DynamoTables} creates the table.
 *
 * <p>A commit is one transaction, a read of many records a consistent read of a hundred each, several at a time, a page of a
 * scan one query for each mebibyte. Contention with other transactions and reads that were left undone are tried again for
 * about ten seconds, with growing waits. What else is tried again, and how long a request may take, is up to the client: one
 * that this class builds tries ten times, each for up to ten seconds, for a minute in all.
 *
 * <p>A state partition is a partition key of DynamoDB, which carries some thousand writes a second: a transaction counts twice.
 * Services spread over partitions what would be more.
 */
public final class DynamoStateStore implements StateStore, AutoCloseable {
    private final DynamoTable table;
    private final Backoff backoff;
    private final BatchRead batchRead;
    private final Watches watches = new Watches();

    DynamoStateStore(DynamoTable table, Backoff backoff) {
        this.table = table;
        this.backoff = backoff;
        this.batchRead = new BatchRead(table, backoff, true);
    }

    /** Opens the store in a table, which is looked at when it is first used. The client stays the caller's. */
    public static DynamoStateStore open(DynamoDbClient client, String table) {
        return new DynamoStateStore(new DynamoTable(client, table, false), Backoff.USUAL);
    }

    /**
     * Opens the store in a table with a client of its own, for which an HTTP client of the SDK must be on the class path.
     *
     * @throws WeirflowException of kind INVALID if there is none
     */
    public static DynamoStateStore open(Region region, AwsCredentialsProvider credentials, String table) {
        return new DynamoStateStore(
                new DynamoTable(DynamoClients.build(region, credentials), table, true), Backoff.USUAL);
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        TransactWriteItemsRequest request = CommitRequest.of(table.name(), commit);
        Optional<Cancellation> cancellation = send(request, commit);
        for (int tried = 1;
                cancellation.isPresent() && cancellation.get().isPassing() && tried < backoff.tries();
                tried++) {
            cancellation = sendAgain(request, commit, cancellation.get(), tried);
        }
        if (cancellation.isEmpty() || cancellation.get().tookEffect()) {
            watches.fire(commit.writes());
            return Optional.empty();
        }
        Optional<Conflict> conflict = cancellation.get().conflict(commit.id());
        if (conflict.isEmpty()) {
            throw cancellation.get().toException("commit", table.name());
        }
        return conflict;
    }

    private Optional<Cancellation> sendAgain(
            TransactWriteItemsRequest request, Commit commit, Cancellation before, int tried) {
        try {
            backoff.sleep(tried, "commit");
            return send(request, commit);
        } catch (WeirflowException e) {
            // While an earlier sending is under way, no failure of a later one says that there was no effect.
            throw before.isOpen()
                    ? WeirflowException.wrap(e, ErrorKind.OUTCOME_UNKNOWN, "commit", table.name(), commit.id())
                    : e;
        }
    }

    /** Returns why the transaction was canceled, if it was. */
    private Optional<Cancellation> send(TransactWriteItemsRequest request, Commit commit) {
        return table.change("commit", client -> {
            try {
                client.transactWriteItems(request);
                return Optional.empty();
            } catch (TransactionCanceledException e) {
                return Optional.of(Cancellation.of(e, commit));
            } catch (TransactionInProgressException e) {
                return Optional.of(Cancellation.inProgress(e));
            }
        });
    }

    @Override
    public Optional<StateRecord> get(StateKey key) {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(table.name())
                .key(StateItems.key(key))
                .consistentRead(true)
                .build();
        Map<String, AttributeValue> item =
                table.request("get", client -> client.getItem(request)).item();
        return item.isEmpty() ? Optional.empty() : Optional.of(StateItems.record(item));
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        List<Map<String, AttributeValue>> asked =
                keys.stream().distinct().map(StateItems::key).toList();
        Map<StateKey, StateRecord> found = new HashMap<>();
        for (Map<String, AttributeValue> item : batchRead.read("get", asked)) {
            StateRecord record = StateItems.record(item);
            found.put(record.key(), record);
        }
        return found;
    }

    @Override
    public ScanPage scan(Scan scan) {
        return StateQuery.run(table, scan);
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        return watches.add(partition, action);
    }

    /** Closes the client if this store built it. Idempotent; requests under way may fail. Later calls fail with kind FATAL. */
    @Override
    public void close() {
        table.close();
    }
}
