/**
 * The index from keys to results, and the cache made of it and a repository.
 *
 * <ul>
 *   <li>{@link io.weirflow.cache.Assoc} is the index, {@link io.weirflow.cache.MemoryAssoc} the one on the heap.
 *   <li>{@link io.weirflow.cache.Cache} looks values up ({@code LookupBatch}, {@code StoredValues}, {@code ReadRepair}) and writes
 *       them ({@code WriteBatch}), in a {@link io.weirflow.cache.ValueFormat}.
 *   <li>{@link io.weirflow.cache.Collector} removes what was not used for long: entries first, then the blobs that only they needed.
 * </ul>
 */
@NullMarked
package io.weirflow.cache;

import org.jspecify.annotations.NullMarked;
