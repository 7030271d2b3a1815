package io.weirflow.testkit;

import io.weirflow.store.CommitId;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;

/** What the rules of the state store's contract stand on: a store and another handle on the same state. */
interface StateStoreRules {
    /** Returns the store under test, the same throughout a test. */
    StateStore store();

    /** Returns another handle on the same state, as another user of it has; the store itself where there is only one. */
    StateStore another();

    /** Returns a partition that no test has used before. */
    static String newPartition() {
        return "contract-" + CommitId.random();
    }

    /** Returns a key in a partition that no test has used before. */
    static StateKey newKey() {
        return new StateKey(newPartition(), "key");
    }

    /** Returns the value with the given text. */
    static StateValue value(String text) {
        return StateValue.utf8(text);
    }
}
