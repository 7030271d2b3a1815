/** The graph of work: immutable nodes, and the schemes by which they are keyed. */
@NullMarked
package io.weirflow.flow;

import org.jspecify.annotations.NullMarked;
