package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.flow.Flow;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one node that does work.
 *
 * @param node the node
 * @param key its logical key
 * @param outcome how it came to its end
 * @param reason why it was not served from the cache; present for nodes that ran or failed
 * @param failure why it failed
 * @param duration how long the work took; zero if it was cached
 */
public record NodeReport(
        Flow node,
        Digest key,
        Outcome outcome,
        Optional<Reason> reason,
        Optional<Failure> failure,
        Duration duration) {}
