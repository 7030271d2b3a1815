/** Everything that is compatible with Reflow byte for byte: texts, JSON, fileset formats, keys. */
@NullMarked
package io.weirflow.reflow;

import org.jspecify.annotations.NullMarked;
