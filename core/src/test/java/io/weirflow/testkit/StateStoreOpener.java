package io.weirflow.testkit;

import io.weirflow.store.StateStore;

/** Opens a store in another process. Implementations have a public constructor without parameters. */
public interface StateStoreOpener {
    /** Opens the store that a text names. */
    StateStore open(String argument) throws Exception;
}
