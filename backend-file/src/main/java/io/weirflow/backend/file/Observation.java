package io.weirflow.backend.file;

import io.weirflow.digest.Digest;

/**
 * What content a file had when it was in a state.
 *
 * @param name the file's name in its folder
 * @param status how the file system described it
 * @param digest the digest of its content
 */
record Observation(String name, FileStatus status, Digest digest) {}
