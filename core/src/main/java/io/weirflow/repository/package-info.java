/** Immutable blobs named by their digest: where content lives. */
@NullMarked
package io.weirflow.repository;

import org.jspecify.annotations.NullMarked;
