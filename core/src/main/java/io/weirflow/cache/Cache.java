package io.weirflow.cache;

import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Transferer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Results by key: an {@link Assoc} that leads from keys to stored values, and the {@link Repository} in which the values'
 * content is. Thread-safe; closes nothing.
 *
 * <p>All operations take batches and cost a bounded number of round trips for a batch, apart from stored values that are too
 * large for the assoc, each of which is a blob of its own. They block, are interruptible (kind CANCELED), and throw what
 * the two stores throw. {@code io.weirflow.testkit.CacheContract} says what holds.
 */
public final class Cache {
    /** How many blobs of stored values are read or written at once. */
    static final int PARALLEL_VALUES = 16;

    private final Repository repository;
    private final Assoc assoc;
    private final Transferer transferer;

    private Cache(Repository repository, Assoc assoc, Transferer transferer) {
        this.repository = repository;
        this.assoc = assoc;
        this.transferer = transferer;
    }

    /** Returns the cache made of a repository and an assoc, with a transferer of its own. */
    public static Cache of(Repository repository, Assoc assoc) {
        return of(repository, assoc, Transferer.create());
    }

    /** Returns the cache made of a repository and an assoc that moves files by a given transferer. */
    public static Cache of(Repository repository, Assoc assoc, Transferer transferer) {
        return new Cache(repository, assoc, transferer);
    }

    /** Returns the repository in which the content of values is. */
    public Repository repository() {
        return repository;
    }

    /** Returns the index. */
    public Assoc assoc() {
        return assoc;
    }

    /**
     * Looks up values. Each request is a list of keys, the preferred first; the kinds of the format are tried in order, within a
     * kind the keys in order, until a value is found that is well-formed, accepted and, where presence is checked, complete. All
     * keys are fetched in one call of the assoc, the blobs of all values checked in one call of the repository (another one for
     * each further round, if some were incomplete).
     *
     * <p>A value that is found is stored under those of its keys that had no usable entry, if the options say so. Failing to do
     * that is logged and does no harm. Values that were rejected by the options' acceptance are left as they are.
     *
     * @return the result of each request, in their order; when nothing usable was found, about the most preferred entry
     */
    public List<LookupResult> lookup(List<? extends List<Digest>> requests, LookupOptions options) {
        return new LookupBatch(this, requests, options).run();
    }

    /** Looks up one value; as {@link #lookup(List, LookupOptions)}. */
    public LookupResult lookupOne(List<Digest> keys, LookupOptions options) {
        return lookup(List.of(keys), options).get(0);
    }

    /**
     * Writes values: first whatever blobs they need are made durable ({@link Repository#flush}), then all keys are stored in one
     * call of the assoc, so that an entry never outlives its content.
     *
     * @return the failures of those that were refused, by their index, while all others are stored: kind INVALID for a value
     *     with references, kind NOT_EXIST for one whose blobs are missing, kind NOT_SUPPORTED for one that the format cannot
     *     express
     */
    public Map<Integer, Failure> write(List<CacheWrite> writes, WriteOptions options) {
        return new WriteBatch(this, writes, options).run();
    }

    /**
     * Writes one value.
     *
     * @throws WeirflowException if it was refused, for the reasons of {@link #write(List, WriteOptions)}
     */
    public void writeOne(List<Digest> keys, Fileset value, WriteOptions options) {
        write(List.of(new CacheWrite(keys, value)), options).values().forEach(failure -> {
            throw new WeirflowException(failure);
        });
    }

    /** Removes the entries of keys of all kinds of a format. The blobs stay until they are collected. */
    public void delete(Collection<Digest> keys, ValueFormat format) {
        List<AssocKey> entries = new ArrayList<>(keys.size() * format.kinds().size());
        for (AssocKind kind : format.kinds()) {
            keys.forEach(key -> entries.add(new AssocKey(kind, key)));
        }
        assoc.delete(entries);
    }

    /**
     * Returns the digests of a value's files that another repository lacks.
     *
     * @throws WeirflowException of kind INVALID if the value has references
     */
    public Collection<Digest> needTransfer(Repository destination, Fileset value) {
        return transferer.needTransfer(destination, value);
    }

    /**
     * Copies a value's files from this cache's repository to another, as far as they are missing there.
     *
     * @throws WeirflowException as {@link Transferer#transfer} does
     */
    public void transfer(Repository destination, Fileset value) {
        transferer.transfer(destination, repository, value);
    }
}
