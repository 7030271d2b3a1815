/**
 * Small, versioned, mutable records shared by processes, on which all durable coordination stands.
 *
 * <ul>
 *   <li>{@link io.weirflow.store.StateStore} is the interface that backends implement; its limits are the same everywhere.
 *   <li>{@link io.weirflow.store.StateKey}, {@link io.weirflow.store.StateValue} and {@link io.weirflow.store.CommitId} make a
 *       {@link io.weirflow.store.StateRecord}.
 *   <li>A {@link io.weirflow.store.Commit} is up to a hundred {@link io.weirflow.store.Write writes}, each with a
 *       {@link io.weirflow.store.Condition}; all or nothing. A {@link io.weirflow.store.Conflict} names those whose condition
 *       did not hold.
 *   <li>A {@link io.weirflow.store.Scan} asks for a range of one partition, in pages.
 *   <li>{@link io.weirflow.store.Commits} executes steps that read, decide and commit, until one takes effect.
 *   <li>{@link io.weirflow.store.StateEncoder} and {@link io.weirflow.store.StateDecoder} write and read values.
 *   <li>{@link io.weirflow.store.MemoryStateStore} keeps everything in memory.
 *   <li>{@link io.weirflow.store.Watches} and {@link io.weirflow.store.RecentCommits} are for implementers.
 * </ul>
 */
@NullMarked
package io.weirflow.store;

import org.jspecify.annotations.NullMarked;
