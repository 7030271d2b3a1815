/**
 * Runs as people see them: {@link io.weirflow.run.view.RunView} prints one as a table and as a graph, and a list of runs.
 */
@NullMarked
package io.weirflow.run.view;

import org.jspecify.annotations.NullMarked;
