/**
 * What services do again and again in the background, once for all of them.
 *
 * <ul>
 *   <li>{@link io.weirflow.store.loop.PollLoop}: does a step at intervals, or earlier when hinted.
 *   <li>{@link io.weirflow.store.loop.Sweeper}: does several chores on one thread, each at its own interval.
 *   <li>{@link io.weirflow.store.loop.Signal}: lets a thread wait for a hint, but never longer than a poll interval.
 * </ul>
 */
@NullMarked
package io.weirflow.store.loop;

import org.jspecify.annotations.NullMarked;
