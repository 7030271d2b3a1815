package io.weirflow.store.queue;

import io.weirflow.store.StateValue;
import java.time.Instant;

/**
 * A message as it was read.
 *
 * @param id its identity within the queue
 * @param payload what it says
 * @param priority 0 to 9
 * @param pushed when it was pushed, by the clock of who pushed it
 * @param deliveries how often it has been reserved
 */
public record Message(String id, StateValue payload, int priority, Instant pushed, int deliveries) {}
