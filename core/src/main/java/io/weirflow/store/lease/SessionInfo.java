package io.weirflow.store.lease;

import java.time.Duration;
import java.time.Instant;

/**
 * A session that has not ended, for display.
 *
 * @param id its identity, unique for ever
 * @param holder what its owner calls itself; several sessions may use the same name
 * @param ttl how long it lives without being renewed
 * @param opened when it was opened, by its owner's clock
 * @param renewed when it was last renewed, by its owner's clock
 */
public record SessionInfo(String id, String holder, Duration ttl, Instant opened, Instant renewed) {}
