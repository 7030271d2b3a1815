package io.weirflow.backend.dynamodb;

import io.weirflow.digest.Digest;
import io.weirflow.resource.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * A machine that runs tasks, in Reflow's task database.
 *
 * @param id its identity, the digest of its name
 * @param name its name
 * @param type what kind of machine it is
 * @param uri where it is reached
 * @param cluster the cluster that it belongs to
 * @param user who started it
 * @param version the version of Reflow that runs on it
 * @param resources what it has
 * @param start when it began
 * @param keepalive until when it is alive unless that is prolonged
 * @param end when it ended
 */
public record ReflowPool(
        Digest id,
        String name,
        String type,
        String uri,
        String cluster,
        String user,
        String version,
        Resources resources,
        Instant start,
        Optional<Instant> keepalive,
        Optional<Instant> end)
        implements ReflowRow {
    static final String TYPE = "pool";

    static ReflowPool read(TaskDbItem item) {
        return new ReflowPool(
                item.id(),
                item.text("PoolID"),
                item.text("PoolType"),
                item.text("URI"),
                item.text("ClusterName"),
                item.text("User"),
                item.text("ReflowVersion"),
                item.resources(),
                item.start(),
                item.time("Keepalive"),
                item.time("EndTime"));
    }
}
