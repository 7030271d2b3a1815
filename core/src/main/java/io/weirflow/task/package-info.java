/** What people write: tasks with named inputs and outputs, which lower to flows. */
@NullMarked
package io.weirflow.task;

import org.jspecify.annotations.NullMarked;
