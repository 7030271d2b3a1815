/** The runtime that composes repository, cache, sources and executor, and evaluates tasks and flows. */
@NullMarked
package io.weirflow;

import org.jspecify.annotations.NullMarked;
