/** Executors, which run commands named by a digest, idempotently. */
@NullMarked
package io.weirflow.exec;

import org.jspecify.annotations.NullMarked;
