/**
 * What a run is asked to do: nodes and what depends on what.
 *
 * <ul>
 *   <li>{@link io.weirflow.run.graph.GraphSpec}: {@link io.weirflow.run.graph.NodeSpec nodes} and {@link
 *       io.weirflow.run.graph.Edge edges}, checked when it is built.
 *   <li>{@link io.weirflow.run.graph.Topology}: the same as numbers, for walks.
 *   <li>{@link io.weirflow.run.graph.Conclusion}: how work ends, by which a node says how often it is tried.
 * </ul>
 */
@NullMarked
package io.weirflow.run.graph;

import org.jspecify.annotations.NullMarked;
