/** The evaluator: it decides what must run, runs it, and says why. */
@NullMarked
package io.weirflow.eval;

import org.jspecify.annotations.NullMarked;
