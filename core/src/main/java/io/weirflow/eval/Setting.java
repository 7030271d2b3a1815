package io.weirflow.eval;

import com.google.common.base.Ticker;
import io.weirflow.assertion.AssertionGenerator;
import io.weirflow.base.Retry;
import io.weirflow.base.Ulid;
import io.weirflow.blob.BlobMux;
import io.weirflow.cache.Cache;
import io.weirflow.cache.Claims;
import io.weirflow.exec.Executor;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Transferer;
import java.util.Optional;

/**
 * What one evaluation is given.
 *
 * @param id its identity
 * @param cache where results are found and go
 * @param executor what runs execs
 * @param sources where imports' sources are looked at
 * @param assertions states what holds now about sources
 * @param shared who uses which exec
 * @param transferer copies content between repositories
 * @param retry how calls of cache and sources are tried again
 * @param threads where blocking work runs
 * @param ticker what durations are measured with
 * @param observer is told of execs
 * @param claims decides who does what where evaluators in other processes may want the same
 * @param options how it is done
 */
record Setting(
        Ulid id,
        Cache cache,
        Executor executor,
        BlobMux sources,
        AssertionGenerator assertions,
        SharedExecs shared,
        Transferer transferer,
        Retry retry,
        java.util.concurrent.Executor threads,
        Ticker ticker,
        ExecObserver observer,
        Optional<Claims> claims,
        EvaluationOptions options) {
    Setting withThreads(java.util.concurrent.Executor other) {
        return new Setting(
                id,
                cache,
                executor,
                sources,
                assertions,
                shared,
                transferer,
                retry,
                other,
                ticker,
                observer,
                claims,
                options);
    }

    /** Tells whether a node's result may be looked up. */
    boolean reads(Flow flow) {
        return options.cacheMode().reads()
                && options.keyScheme().isCached(flow)
                && !options.invalidate().test(flow);
    }

    /** Tells whether a node's result is written. */
    boolean writes(Flow flow) {
        return options.cacheMode().writes() && options.keyScheme().isCached(flow);
    }

    /** Tells whether the executor works on the very repository in which results are kept. */
    boolean sharesRepository() {
        return executor.repository().equals(cache.repository());
    }
}
