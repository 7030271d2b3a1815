/** The index from keys to results, and the cache made of it and a repository. */
@NullMarked
package io.weirflow.cache;

import org.jspecify.annotations.NullMarked;
