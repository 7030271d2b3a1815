/** Sources and sinks of content that are named by URL: buckets, stores and the mux that finds them. */
@NullMarked
package io.weirflow.blob;

import org.jspecify.annotations.NullMarked;
