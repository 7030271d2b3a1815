package io.weirflow.backend.dynamodb;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableSet;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry.Sleeper;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.DigestPrefix;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The index of the cache in a DynamoDB table, shared by machines. {@link DynamoTables} creates the table. Thread-safe.
 *
 * <p>A table has one of two {@linkplain TableLayout layouts}. In {@link TableLayout#CACHE} all kinds of entries live, small values
 * inline. In {@link TableLayout#REFLOW} live only those of Reflow's key scheme, byte for byte as Reflow writes them, so that both
 * hit each other's entries; others are refused with kind NOT_SUPPORTED, since Reflow's collector would remove what they need.
 *
 * <p>A {@code get} reads a hundred items a request, several requests at a time, consistently unless told otherwise. That an item
 * was read is recorded in the background if its last recorded use is older than the precision, an hour by default, which a
 * process that is killed may not have got to. A {@code store} writes twenty-five entries a request; in a table of Reflow, where an
 * item holds more than one entry, it updates one item a request. What is left undone or throttled is tried again for about ten
 * seconds with growing waits, then the operation fails with kind TEMPORARY. What was stored until then stays.
 */
public final class DynamoAssoc implements Assoc, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DynamoAssoc.class.getName());
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final DynamoTable table;
    private final AssocLayout layout;
    private final AssocReads reads;
    private final ParallelScan parallelScan;
    private final Pace deletions;
    private final Clock clock;

    private DynamoAssoc(DynamoTable table, AssocSettings settings) {
        this.table = table;
        this.layout = settings.layoutOf(table);
        this.reads = new AssocReads(
                layout,
                new BatchRead(table, settings.backoff, settings.consistent),
                settings.clock,
                settings.precision);
        this.parallelScan = new ParallelScan(table, settings.segments, settings.consistent);
        this.deletions = new Pace(settings.deletionsPerSecond, settings.ticker, settings.sleeper);
        this.clock = settings.clock;
    }

    /** Opens the index in a table of layout CACHE, which is looked at when it is first used. The client stays the caller's. */
    public static DynamoAssoc open(DynamoDbClient client, String table) {
        return builder(client, table).open();
    }

    /** Returns a builder for an index that is reached by the caller's client. */
    public static Builder builder(DynamoDbClient client, String table) {
        return new Builder(() -> new DynamoTable(client, table, false), table);
    }

    /** Returns a builder for an index with a client of its own, for which an HTTP client of the SDK must be on the class path. */
    public static Builder builder(Region region, AwsCredentialsProvider credentials, String table) {
        return new Builder(() -> new DynamoTable(DynamoClients.build(region, credentials), table, true), table);
    }

    @Override
    public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        requireKinds("get", keys);
        return reads.get(keys);
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries) {
        requireKinds("store", entries.keySet());
        layout.store(entries, clock.instant());
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        requireKinds("delete", keys);
        layout.delete(keys);
    }

    private void requireKinds(String operation, Collection<AssocKey> keys) {
        Set<AssocKind> kinds = layout.kinds();
        for (AssocKey key : keys) {
            if (!kinds.contains(key.kind())) {
                throw foreign(operation, key.kind());
            }
        }
    }

    private WeirflowException foreign(String operation, AssocKind kind) {
        return WeirflowException.of(
                ErrorKind.NOT_SUPPORTED,
                operation,
                "a table of Reflow holds entries of Reflow's key scheme only: evaluate with that scheme, or use a table of"
                        + " layout CACHE",
                table.name(),
                kind.text());
    }

    /** {@inheritDoc} In a table of Reflow, with fewer than eight digits, it reads the whole table. */
    @Override
    public List<Digest> expand(AssocKind kind, String hexPrefix) {
        DigestPrefix prefix = DigestPrefix.parse(hexPrefix);
        if (!layout.kinds().contains(kind)) {
            throw foreign("expand", kind);
        }
        return layout.expand(kind, prefix);
    }

    /** {@inheritDoc} DynamoDB counts items about every six hours; two entries of Reflow may be one item. */
    @Override
    public long count() {
        return table.request("count", client -> client.describeTable(request -> request.tableName(table.name())))
                .table()
                .itemCount();
    }

    /** {@inheritDoc} On the calling thread; entries without a time of last use, as old ones of Reflow, are left out. */
    @Override
    public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
        parallelScan.run("scan", item -> {
            for (AssocEntry entry : layout.entries(item)) {
                if (kinds.contains(entry.key().kind()) && !entry.lastUse().equals(Instant.MIN)) {
                    action.accept(entry);
                }
            }
        });
    }

    /**
     * {@inheritDoc} Deletes at the configured rate. Entries that are used or stored between judgement and removal stay. Uses that
     * are not recorded yet are not seen: the threshold should lie more than the precision back.
     */
    @Override
    public CollectSummary collect(CollectPolicy policy) {
        settle();
        return new AssocCollection(table, layout, deletions, policy).run(parallelScan);
    }

    /** Waits until what was read is recorded as used, at most ten seconds, then closes the client if it is its own. Idempotent. */
    @Override
    public void close() {
        if (!table.isClosed()) {
            settle();
            table.close();
        }
    }

    /** Returns when the uses so far are recorded, after ten seconds at the latest. */
    void settle() {
        if (!reads.awaitUses(CLOSING)) {
            LOG.log(System.Logger.Level.WARNING, "uses of entries of table {0} are not recorded yet", table.name());
        }
    }

    /** Sets what is optional, then opens. Not thread-safe. */
    public static final class Builder {
        private final Supplier<DynamoTable> opener;
        private final String table;
        private final AssocSettings settings = new AssocSettings();

        private Builder(Supplier<DynamoTable> opener, String table) {
            this.opener = opener;
            this.table = table;
        }

        /** Sets the table's layout, CACHE or REFLOW; CACHE by default. */
        public Builder layout(TableLayout value) {
            settings.layout = value;
            return this;
        }

        /**
         * Attaches labels {@code key=value} to what is stored. In layout REFLOW they are added to those that an item has, in layout
         * CACHE they replace them.
         */
        public Builder labels(Set<String> value) {
            settings.labels = ImmutableSet.copyOf(value);
            return this;
        }

        /** Sets how coarsely uses are recorded; an hour by default, zero to record each use, as Reflow does. Each is a write. */
        public Builder usePrecision(Duration value) {
            settings.precision = value;
            return this;
        }

        /**
         * Lets reads be eventually consistent, at half the price: what another process stored within the last second may not be
         * found, and then is computed again.
         */
        public Builder eventuallyConsistent() {
            settings.consistent = false;
            return this;
        }

        /** Sets how many deletions a second {@link Assoc#collect} does at most; 300 by default. */
        public Builder deletionsPerSecond(int value) {
            settings.deletionsPerSecond = value;
            return this;
        }

        /** Sets in how many segments, 1 to 1,000, a scan reads at once, a page of a mebibyte each; 8 by default. */
        public Builder scanSegments(int value) {
            settings.segments = value;
            return this;
        }

        /** Sets the clock that times of use are taken from. */
        public Builder clock(Clock value) {
            settings.clock = value;
            return this;
        }

        Builder waiting(Ticker newTicker, Sleeper newSleeper, Backoff newBackoff) {
            settings.ticker = newTicker;
            settings.sleeper = newSleeper;
            settings.backoff = newBackoff;
            return this;
        }

        /**
         * Opens the index. The table is looked at when it is first used.
         *
         * @throws WeirflowException of kind INVALID that lists all that is wrong
         */
        public DynamoAssoc open() {
            List<String> wrong = settings.problems();
            if (!wrong.isEmpty()) {
                throw WeirflowException.of(ErrorKind.INVALID, "open assoc", String.join("; ", wrong), table);
            }
            return new DynamoAssoc(opener.get(), settings);
        }
    }
}
