/**
 * A queue of messages that survives the crash of whoever works on them.
 *
 * <ul>
 *   <li>{@link io.weirflow.store.queue.WorkQueue} pushes, reserves and looks; its chore returns what was reserved and forgotten.
 *   <li>{@link io.weirflow.store.queue.NewMessage} is what is pushed, with priority and delay.
 *   <li>{@link io.weirflow.store.queue.Reservation} is a message in the hands of a worker: to be acknowledged, extended or given
 *       back to its place.
 *   <li>{@link io.weirflow.store.queue.QueueOptions} and {@link io.weirflow.store.queue.QueueDepth}: settings and counts.
 * </ul>
 *
 * <p>Each message has one record with all that is known about it, whose version guards every step, and one small index record
 * in the range that says where it is: ready, delayed, reserved or dead. Both change in one commit. A message that is done has
 * neither, so that no scan ever meets it.
 */
@NullMarked
package io.weirflow.store.queue;

import org.jspecify.annotations.NullMarked;
