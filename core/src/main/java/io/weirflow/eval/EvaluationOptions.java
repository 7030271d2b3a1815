package io.weirflow.eval;

import io.weirflow.assertion.AssertionPolicy;
import io.weirflow.cache.Presence;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.flow.Flow;
import io.weirflow.flow.KeyScheme;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How an evaluation is done.
 *
 * @param name a name under which evaluations of the same work are compared, to say why something ran; may be empty
 * @param cacheMode what is done with the cache
 * @param lookupOrder in which order nodes are looked up
 * @param presence whether blobs of cached results are checked to be there
 * @param keyScheme how work is named in the cache
 * @param assertionPolicy when a cached result with assertions about its sources still holds
 * @param recomputeEmpty whether a cached result that has an empty element counts as a miss
 * @param keepGoing whether work that does not depend on a failed node still runs
 * @param invalidate nodes that are not looked up
 * @param listener is told of each node that reaches its end, and of progress; called by the evaluation's thread, must be quick
 */
public record EvaluationOptions(
        String name,
        CacheMode cacheMode,
        LookupOrder lookupOrder,
        Presence presence,
        KeyScheme keyScheme,
        AssertionPolicy assertionPolicy,
        boolean recomputeEmpty,
        boolean keepGoing,
        Predicate<Flow> invalidate,
        Consumer<EvaluationEvent> listener) {
    /** Cache read and written, top-down, presence checked, Weirflow's own keys. */
    public static final EvaluationOptions DEFAULT = new EvaluationOptions(
            "",
            CacheMode.READ_WRITE,
            LookupOrder.TOP_DOWN,
            Presence.CHECK,
            DefaultKeyScheme.INSTANCE,
            AssertionPolicy.NEVER,
            false,
            false,
            flow -> false,
            Nobody.INSTANCE);

    /** Who listens where nobody does. */
    private enum Nobody implements Consumer<EvaluationEvent> {
        INSTANCE;

        @Override
        public void accept(EvaluationEvent event) {}
    }

    /** Tells whether anybody is told of what happens. */
    boolean hasListener() {
        return listener != Nobody.INSTANCE;
    }

    /** Returns these options with another name. */
    public EvaluationOptions withName(String value) {
        return new EvaluationOptions(
                value,
                cacheMode,
                lookupOrder,
                presence,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with another cache mode. */
    public EvaluationOptions withCacheMode(CacheMode value) {
        return new EvaluationOptions(
                name,
                value,
                lookupOrder,
                presence,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with another lookup order. */
    public EvaluationOptions withLookupOrder(LookupOrder value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                value,
                presence,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with another presence policy. */
    public EvaluationOptions withPresence(Presence value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                value,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with another key scheme. */
    public EvaluationOptions withKeyScheme(KeyScheme value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                presence,
                value,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with another assertion policy. */
    public EvaluationOptions withAssertionPolicy(AssertionPolicy value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                presence,
                keyScheme,
                value,
                recomputeEmpty,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with recomputation of empty results on or off. */
    public EvaluationOptions withRecomputeEmpty(boolean value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                presence,
                keyScheme,
                assertionPolicy,
                value,
                keepGoing,
                invalidate,
                listener);
    }

    /** Returns these options with going on after a failure on or off. */
    public EvaluationOptions withKeepGoing(boolean value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                presence,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                value,
                invalidate,
                listener);
    }

    /** Returns these options with other nodes that are not looked up. */
    public EvaluationOptions withInvalidate(Predicate<Flow> value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                presence,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                value,
                listener);
    }

    /** Returns these options with another listener. */
    public EvaluationOptions withListener(Consumer<EvaluationEvent> value) {
        return new EvaluationOptions(
                name,
                cacheMode,
                lookupOrder,
                presence,
                keyScheme,
                assertionPolicy,
                recomputeEmpty,
                keepGoing,
                invalidate,
                value);
    }
}
