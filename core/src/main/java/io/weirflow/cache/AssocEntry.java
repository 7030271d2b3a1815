package io.weirflow.cache;

import java.time.Instant;
import java.util.Set;

/**
 * An entry with what is recorded about it.
 *
 * @param key the key
 * @param value the value
 * @param lastUse when it was stored or last read; backends may record reads coarsely, at most once an hour
 * @param labels texts {@code key=value} that were attached to the store when it was written; for selective collection
 */
public record AssocEntry(AssocKey key, AssocValue value, Instant lastUse, Set<String> labels) {}
