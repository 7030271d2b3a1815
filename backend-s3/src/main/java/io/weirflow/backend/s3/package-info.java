/** Blob store, source and repository on Amazon S3 and on servers that speak its protocol. */
@NullMarked
package io.weirflow.backend.s3;

import org.jspecify.annotations.NullMarked;
