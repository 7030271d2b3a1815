/** Digests, which name content, and the encoders with which they are computed. */
@NullMarked
package io.weirflow.digest;

import org.jspecify.annotations.NullMarked;
