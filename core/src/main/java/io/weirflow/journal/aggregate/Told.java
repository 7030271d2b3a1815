package io.weirflow.journal.aggregate;

import io.weirflow.journal.Version;

/**
 * What became of a command.
 *
 * @param state the state afterwards
 * @param version the version afterwards
 * @param changed whether the command led to events; otherwise state and version are as before
 */
public record Told<S>(S state, Version version, boolean changed) {}
