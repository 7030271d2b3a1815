package io.weirflow.journal.aggregate;

import io.weirflow.journal.Append;
import java.util.Optional;

/**
 * What a command would lead to, to be appended together with what others lead to.
 *
 * @param before the state and version on which it was decided
 * @param append what is to be appended; empty if the command changes nothing
 */
public record Planned<S>(Versioned<S> before, Optional<Append> append) {}
