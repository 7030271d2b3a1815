/**
 * Things whose state is what their events amount to.
 *
 * <ul>
 *   <li>{@link io.weirflow.journal.aggregate.Behavior} says how commands become events and events a state.
 *   <li>{@link io.weirflow.journal.aggregate.Aggregates} keeps the aggregates of one behavior in a journal.
 *   <li>{@link io.weirflow.journal.aggregate.SnapshotFormat} saves reading long histories from their beginning.
 * </ul>
 */
@NullMarked
package io.weirflow.journal.aggregate;

import org.jspecify.annotations.NullMarked;
