package io.weirflow.cache;

import io.weirflow.digest.Digest;

/**
 * The key of an entry.
 *
 * @param kind what the entry holds
 * @param digest what it is about
 */
public record AssocKey(AssocKind kind, Digest digest) {}
