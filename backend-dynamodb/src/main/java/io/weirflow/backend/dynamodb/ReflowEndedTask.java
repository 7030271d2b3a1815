package io.weirflow.backend.dynamodb;

import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What the index of ended tasks tells of one, for whoever predicts what the next one will need.
 *
 * @param id its identity
 * @param end when it ended
 * @param inspect the digest of its details, in the repository
 */
public record ReflowEndedTask(Digest id, Instant end, Optional<Digest> inspect) {}
