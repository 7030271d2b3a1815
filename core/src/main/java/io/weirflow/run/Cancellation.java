package io.weirflow.run;

import java.time.Instant;

/**
 * That a run is not to be continued.
 *
 * @param at when that was said
 * @param reason why
 */
public record Cancellation(Instant at, String reason) {}
