/** Runnable programs that show how Weirflow is used. Start them by {@link io.weirflow.examples.Examples}. */
@NullMarked
package io.weirflow.examples;

import org.jspecify.annotations.NullMarked;
