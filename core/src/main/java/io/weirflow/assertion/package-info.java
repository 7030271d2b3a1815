/** Statements about the sources of files, which tell whether a stored result still holds. */
@NullMarked
package io.weirflow.assertion;

import org.jspecify.annotations.NullMarked;
