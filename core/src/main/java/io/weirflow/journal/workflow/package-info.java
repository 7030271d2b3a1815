/**
 * What workflows have in common: work that takes a while, leaves a history and is removed when it is old.
 *
 * <ul>
 *   <li>{@link io.weirflow.journal.workflow.IndexBehavior}: the aggregate that lists the active and the completed workflows of a
 *       registry; {@link io.weirflow.journal.workflow.IndexState} and {@link io.weirflow.journal.workflow.IndexCommand}.
 *   <li>{@link io.weirflow.journal.workflow.Activity}: what a worker does about one history;
 *       {@link io.weirflow.journal.workflow.ActivityRunner} does it when there is news.
 * </ul>
 */
@NullMarked
package io.weirflow.journal.workflow;

import org.jspecify.annotations.NullMarked;
