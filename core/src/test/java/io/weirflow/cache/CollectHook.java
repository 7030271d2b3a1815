package io.weirflow.cache;

import io.weirflow.defects.ForwardingAssoc;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;

/** An assoc on which something happens just before it collects. */
final class CollectHook extends ForwardingAssoc {
    private final Runnable before;

    CollectHook(Assoc inner, Runnable before) {
        super(inner);
        this.before = before;
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        before.run();
        return super.collect(policy);
    }
}
