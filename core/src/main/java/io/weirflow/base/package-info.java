/** Error kinds, failures as values, identities, clocks and the small concurrency tools on which all else stands. */
@NullMarked
package io.weirflow.base;

import org.jspecify.annotations.NullMarked;
