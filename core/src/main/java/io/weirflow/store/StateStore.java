package io.weirflow.store;

import com.google.errorprone.annotations.CheckReturnValue;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small, versioned, mutable records, changed in atomic commits and shared by threads and processes.
 *
 * <p>A record is a {@link StateKey} (partition and sort key), a {@link StateValue} and a version, which is the
 * {@link CommitId} of the commit that wrote it. Versions are opaque, unique for ever and without order: a record that was
 * deleted and created again can never be mistaken for the old one. Partitions come and go with their records and cannot be
 * listed: whoever needs a listing keeps index records, written in the same commit.
 *
 * <h2>Limits</h2>
 *
 * They are those of the narrowest store and the same on all, so that what works in memory works everywhere. {@link StateKey},
 * {@link StateValue}, {@link Commit} and {@link Scan} check them when they are built, with kind INVALID, before anything is
 * sent: a partition has 1 to {@value #MAX_PARTITION_BYTES} bytes in UTF-8 and a sort key 1 to {@value #MAX_SORT_BYTES}, both
 * without control characters; a value has at most {@value #MAX_VALUE_BYTES} bytes; a commit has 1 to {@value #MAX_WRITES}
 * writes of different keys, whose keys and values together have at most {@value #MAX_COMMIT_BYTES} bytes.
 *
 * <h2>Guarantees</h2>
 *
 * <ul>
 *   <li>Commits are atomic, isolated and durable when {@link #commit} returns, and take effect in one order that all threads
 *       and processes agree on and that respects real time: who starts to read after a commit returned sees it.
 *   <li>{@link #get} and the conditions of commits see the newest record. {@link #getAll} and {@link #scan} see the newest
 *       record of each key at some moment of the call, not all at the same moment: they are no snapshot, and may see one record
 *       of a commit as it was before and another as it is after. As long as the commit has not returned, a later call may even
 *       still do so, and of two calls of {@code get} the first may see one record as it is after, the second another one as it
 *       was before: DynamoDB makes the writes of a transaction visible one by one. What must be read together is one record, or
 *       is checked by the commit that relies on it.
 *   <li>Order of keys is that of their UTF-8 bytes, unsigned ({@link io.weirflow.base.Utf8Order}).
 * </ul>
 *
 * <h2>Failures and retries</h2>
 *
 * A commit has three ways to end: it took effect; it had a {@link Conflict}, and no effect; or it failed with a
 * {@link WeirflowException}. Of the last, only kind {@link ErrorKind#OUTCOME_UNKNOWN} leaves open whether it took effect.
 * Then the same commit (same id, same writes) may be sent again to the same store object: within {@link #RETRY_WINDOW} of its
 * first sending, and at least for the next {@value #RETRY_COMMITS} commits through that object, the effect is not repeated and
 * success is reported if it ever took effect, even if other commits have replaced since what it wrote. Later, or through
 * another store object, the effect is recognised as long as one of the records that the commit put still carries its id. A
 * commit that had a conflict is not sent again: the caller reads again and builds a new one.
 *
 * <p>Methods block and are interruptible: before a request was sent they throw kind CANCELED, a commit on its way
 * OUTCOME_UNKNOWN, both with the interrupt flag restored. Other kinds: UNAVAILABLE and TEMPORARY (no effect, try again later),
 * RESOURCES_EXHAUSTED (full disk or quota), NOT_ALLOWED, INTEGRITY (what is stored is damaged), NOT_SUPPORTED (a later
 * version's format), FATAL (closed).
 *
 * <h2>For implementers</h2>
 *
 * Implementations MUST be thread-safe and pass {@code io.weirflow.testkit.StateStoreContract}. They retry nothing above
 * their vendor's own requests, except that contention inside the store, which says nothing about the conditions, is theirs to
 * resolve within bounds and then TEMPORARY.
 *
 * <p>On DynamoDB: one table with string hash key <i>partition</i> and string range key <i>sort</i>, whose native order is
 * ours, a binary attribute for the value and a string attribute for the version.
 *
 * <ul>
 *   <li>{@code commit} is one {@code TransactWriteItems} (at most 100 items and 4 MB; an item at most 400 KB), also for a
 *       single write, with the commit id as {@code ClientRequestToken}. The token is valid for ten minutes, whence the retry
 *       window. Conditions are {@code attribute_not_exists(sort)} and {@code version = :v}; a put without condition has
 *       {@code version <> :id} for the commit's own id; a check is a {@code ConditionCheck}. With
 *       {@code ReturnValuesOnConditionCheckFailure=ALL_OLD} the cancellation reasons, which are in the order of the writes,
 *       give the conflict. When a put failed and the version found is the commit's own id, the commit took effect in an
 *       earlier sending, past the token's life, and is a success. Reasons {@code TransactionConflict},
 *       {@code ThrottlingError} and the like are contention.
 *   <li>{@code get} and {@code getAll} are {@code GetItem} and {@code BatchGetItem} (100 keys, unprocessed ones again) with
 *       consistent reads.
 *   <li>{@code scan} is {@code Query} with consistent read, the bounds as {@code BETWEEN} (an excluded bound that comes back
 *       is dropped), {@code ScanIndexForward} and {@code Limit}, repeated while pages of 1 MB leave the limit unfilled.
 *   <li>A time-out or a broken connection after {@code TransactWriteItems} was sent is OUTCOME_UNKNOWN.
 * </ul>
 */
public interface StateStore {
    /** The largest partition, in bytes of UTF-8. */
    int MAX_PARTITION_BYTES = 2048;

    /** The largest sort key, in bytes of UTF-8. */
    int MAX_SORT_BYTES = 1024;

    /** The largest value, in bytes: 350 KiB. */
    int MAX_VALUE_BYTES = 350 << 10;

    /** The largest number of writes in a commit. */
    int MAX_WRITES = 100;

    /** The largest sum of the keys and values in a commit, in bytes: 3.5 MiB. */
    int MAX_COMMIT_BYTES = 7 << 19;

    /** The largest limit of a scan, in records. */
    int MAX_SCAN = 1000;

    /** The size in bytes of keys and values that a page of a scan needs no more than: having reached it, it ends. */
    int MAX_PAGE_BYTES = 4 << 20;

    /** How long after its first sending a commit may be sent again and is recognised in every case. */
    Duration RETRY_WINDOW = Duration.ofMinutes(10);

    /** How many later commits through the same store object do not make it forget a commit. */
    int RETRY_COMMITS = 50_000;

    /**
     * Executes a commit, all or nothing.
     *
     * @return the conflict if a condition did not hold, in which case nothing happened; empty if the commit took effect
     * @throws WeirflowException as said above; kind OUTCOME_UNKNOWN if it may have taken effect
     */
    @CheckReturnValue
    Optional<Conflict> commit(Commit commit);

    /**
     * Executes a commit whose conditions are expected to hold.
     *
     * @throws WeirflowException of kind PRECONDITION that names the failed writes if they do not; otherwise as
     *     {@link #commit}
     */
    default void commitOrFail(Commit commit) {
        commit(commit).ifPresent(conflict -> {
            throw conflict.toException();
        });
    }

    /** Returns the newest record of a key, if there is one. */
    default Optional<StateRecord> get(StateKey key) {
        return Optional.ofNullable(getAll(List.of(key)).get(key));
    }

    /**
     * Returns the newest records of those keys that have one. Any number of keys may be asked for; implementations MUST use as
     * few round trips as their store allows.
     */
    Map<StateKey, StateRecord> getAll(Collection<StateKey> keys);

    /** Returns the first page of a range of a partition. It is not a snapshot; its cost does not depend on other records. */
    ScanPage scan(Scan scan);

    /**
     * Returns all records of a range, fetched page by page as the iterator advances; the scan's limit is the size of a page.
     * Failures come from the iterator's methods.
     */
    default Iterator<StateRecord> scanAll(Scan scan) {
        return new ScanIterator(this, scan);
    }

    /**
     * Calls back some time after a commit within this process has put or deleted records of a partition. It is a hint:
     * calls may be lost, merged or late, commits of other processes are not seen, and nothing may depend on it. The action
     * runs on the committing thread, MUST be quick and MUST NOT use the store; what it throws is dropped.
     *
     * @return the handle that ends it; afterwards at most a call under way is still finished
     */
    Watch watch(String partition, Runnable action);

    /** A watch on a partition. */
    interface Watch extends AutoCloseable {
        /** Ends the watch; idempotent, does not wait. */
        @Override
        void close();
    }
}
