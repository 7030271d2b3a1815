/**
 * Runs on a state store.
 *
 * <ul>
 *   <li>{@link io.weirflow.run.state.StateRunStore} is the entry; one class for each thing it does stands behind it: {@code Starts},
 *       {@code Claims}, {@code Finishes}, {@code Propagator}, {@code Sweep}, {@code Inspection}, {@code Listing}, {@code Members},
 *       {@code ClaimableEvents}, {@code Removal}.
 *   <li>{@code RunKeys} says which records there are and where, {@code RunHeader}, {@code NodeRecord}, {@code Progress} and {@code
 *       OutboxEntry} what is in them, {@code GraphChunks} how a graph of any size is cut into records that fit.
 *   <li>{@code Propagation} lets finished nodes take effect on others, {@code PropagationBatch} makes one commit of it.
 * </ul>
 *
 * <p>No record is written by many at once: each node has its own, an outbox record belongs to the node that was finished, and the
 * counters of waiting nodes and of the run are written by the one session that has the lease on the run.
 */
@NullMarked
package io.weirflow.run.state;

import org.jspecify.annotations.NullMarked;
