/**
 * The graph of work: immutable nodes, and the schemes by which they are keyed.
 *
 * <ul>
 *   <li>{@link io.weirflow.flow.Flow} and its fifteen types: Reflow's operations and {@link io.weirflow.flow.JavaNode}.
 *   <li>{@link io.weirflow.flow.FlowGraph} walks graphs, {@link io.weirflow.flow.FlowDigests} tells them apart by structure.
 *   <li>{@link io.weirflow.flow.KeyScheme} names work in the cache, by what a {@link io.weirflow.flow.KeyContext} knows of an
 *       evaluation; {@link io.weirflow.flow.DefaultKeyScheme} is Weirflow's own, Reflow's is in {@code io.weirflow.reflow}.
 *   <li>{@link io.weirflow.flow.KeyComponents} says which part of a key changed between evaluations.
 *   <li>{@link io.weirflow.flow.Transforms} computes the values of the nodes that only rearrange files.
 * </ul>
 */
@NullMarked
package io.weirflow.flow;

import org.jspecify.annotations.NullMarked;
