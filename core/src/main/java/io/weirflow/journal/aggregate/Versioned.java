package io.weirflow.journal.aggregate;

import io.weirflow.journal.Version;

/**
 * The state of an aggregate and its version.
 *
 * @param state the state
 * @param version the version of its history; the epoch if there are no events
 */
public record Versioned<S>(S state, Version version) {}
