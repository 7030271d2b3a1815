/** Files and filesets, the values that flow through a graph, and their stored form. */
@NullMarked
package io.weirflow.fileset;

import org.jspecify.annotations.NullMarked;
