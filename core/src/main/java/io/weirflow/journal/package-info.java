/**
 * Histories of events, on which whatever must be accounted for afterwards is decided.
 *
 * <ul>
 *   <li>{@link io.weirflow.journal.Journal} appends to, reads, trims and deletes histories. An
 *       {@link io.weirflow.journal.Append append} of {@link io.weirflow.journal.Event events} is one
 *       {@link io.weirflow.journal.JournalEntry entry} in one record.
 *   <li>{@link io.weirflow.journal.Version} is a point in a history, {@link io.weirflow.journal.Expect} what a change expects.
 *   <li>{@link io.weirflow.journal.Subscription} follows a history.
 *   <li>{@link io.weirflow.journal.TrimPolicy} lets the beginning of a long history move.
 *   <li>{@code journal.aggregate}: states and commands on top of histories; {@code journal.workflow}: the index of workflows, and
 *       activities that work on them; {@code journal.duroot}: the workflow that measures directory trees.
 * </ul>
 */
@NullMarked
package io.weirflow.journal;

import org.jspecify.annotations.NullMarked;
