package io.weirflow.eval;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Failure;
import io.weirflow.cache.LookupResult;
import io.weirflow.cache.Presence;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How nodes go by way of the cache: decides who is looked up when, and writes results. For the evaluation's thread alone. */
final class CachePath implements Lookups.Answers {
    private final Setting setting;
    private final NodeTable table;
    private final Keys keys;
    private final Engine engine;
    private final AssertionLedger ledger;
    private final Reporter reporter;
    private final Reasons reasons;
    private final Lookups lookups;
    private final Writer writer;
    private boolean contentInDoubt;

    CachePath(
            Setting setting,
            Loop loop,
            NodeTable table,
            Keys keys,
            Engine engine,
            AssertionLedger ledger,
            Reporter reporter,
            Reasons reasons) {
        this.setting = setting;
        this.table = table;
        this.keys = keys;
        this.engine = engine;
        this.ledger = ledger;
        this.reporter = reporter;
        this.reasons = reasons;
        this.lookups = new Lookups(loop, setting, this::rejection, reasons.preparation(), this);
        this.writer = new Writer(loop, setting, this::doubtContent);
        this.contentInDoubt = setting.options().presence() == Presence.CHECK_TARGETS;
    }

    /** Decides when a node is looked up. What is above an export is looked up only after the export was made. */
    void route(int node) {
        Route route = Route.LOOKUP_FIRST;
        if (!setting.reads(table.flow(node))) {
            route = Route.DIRECT;
        } else if (setting.options().lookupOrder() == LookupOrder.BOTTOM_UP || table.isDirty(node)) {
            route = Route.INPUTS_FIRST;
        }
        table.route(node, route);
    }

    void lookUp(int node) {
        lookups.add(node, List.of(table.key(node)), List.of());
    }

    void lookUpWithInputs(int node) {
        List<Digest> physical = keys.physical(node);
        if (physical.isEmpty() && table.route(node) == Route.LOOKUP_FIRST) {
            // It was looked up by its only key before.
            engine.missed(node);
        } else {
            lookups.add(node, keys.all(node), table.inputValues(node));
        }
    }

    /** Looks results up at once, off the evaluation's thread; may block. */
    List<LookupResult> lookUpNow(List<List<Digest>> allKeys, List<List<Fileset>> inputs) {
        return lookups.results(allKeys, inputs);
    }

    /** Sends off the lookups and the results that were gathered. */
    void flush() {
        lookups.flush();
        writer.flush();
    }

    /** Takes note that content of some value may not be where it should be. */
    void doubtContent() {
        contentInDoubt = true;
    }

    /** Takes note that content was lost which had been seen or written before. */
    void contentWasLost() {
        doubtContent();
        lookups.forgetSeen();
    }

    /** Tells whether content of some value may not be where it should be. */
    boolean isContentInDoubt() {
        return contentInDoubt;
    }

    private Optional<String> rejection(Fileset value, List<Fileset> inputs) {
        return setting.options().recomputeEmpty() && value.anyEmpty()
                ? Optional.of("it has an empty element")
                : ledger.rejection(value, inputs);
    }

    @Override
    public void found(int node, Fileset value) {
        Optional<Failure> conflict = ledger.record(value);
        if (conflict.isPresent()) {
            engine.broke(node, Breakage.of(node, conflict.get()));
        } else {
            table.forgetPhysical(node);
            reporter.cached(node);
            engine.hit(node, value);
        }
    }

    @Override
    public void notFound(int node, LookupResult why) {
        reasons.missed(node, why);
        engine.missed(node);
    }

    /**
     * Keeps the result of a node that ran.
     *
     * @param whenDurable done when it is durable or nothing of it is kept, off the evaluation's thread
     */
    void write(int node, Fileset value, Writer.Then whenDurable) {
        if (setting.writes(table.flow(node))) {
            writer.add(keys.all(node), value, whenDurable);
        } else {
            doubtContent();
            writer.add(ImmutableList.of(), value, whenDurable);
        }
        table.forgetPhysical(node);
    }

    /** Looks nothing up any more, and waits for a bounded time until what was to be written is. */
    void stop(Duration patience) {
        lookups.stop();
        writer.awaitIdle(patience);
    }
}
