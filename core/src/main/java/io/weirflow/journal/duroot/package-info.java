/**
 * The du-root workflow: measures how much a directory tree uses, and keeps the result as a history that expires.
 *
 * <ul>
 *   <li>{@link io.weirflow.journal.duroot.DuRoots}: begins, feeds, completes, reads and removes workflows, together with the index of
 *       their registry.
 *   <li>{@link io.weirflow.journal.duroot.DuRootBehavior} decides {@link io.weirflow.journal.duroot.DuRootCommand commands} on a
 *       {@link io.weirflow.journal.duroot.DuRootState state}.
 *   <li>{@link io.weirflow.journal.duroot.DuRootWorker} does the work of one host, by means of a
 *       {@link io.weirflow.journal.duroot.DiskUsage}, usually {@link io.weirflow.journal.duroot.GnuDu}.
 *   <li>{@link io.weirflow.journal.duroot.DuRootSweep} ends what takes too long and removes what is old.
 * </ul>
 *
 * <p>Commands, states and their numbers are those of nog's {@code durootwf}.
 */
@NullMarked
package io.weirflow.journal.duroot;

import org.jspecify.annotations.NullMarked;
