/** Broken implementations, each of which the contract kit must find out. */
@NullMarked
package io.weirflow.defects;

import org.jspecify.annotations.NullMarked;
