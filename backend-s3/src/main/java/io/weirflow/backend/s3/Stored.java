package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import java.util.Optional;

/** What is known of an object that was just stored; the ETag has its quotes. */
record Stored(String etag, long sizeBytes, Optional<Digest> contentHash) {}
