package io.weirflow.backend.dynamodb;

import io.weirflow.digest.Digest;
import io.weirflow.resource.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * A share of a machine's resources on which tasks run, in Reflow's task database.
 *
 * @param id its identity, the digest of its name
 * @param name its name within its pool
 * @param pool the digest of the name of its pool
 * @param resources what it has
 * @param start when it began
 * @param keepalive until when it is alive unless that is prolonged
 * @param end when it ended
 */
public record ReflowAlloc(
        Digest id,
        String name,
        Optional<Digest> pool,
        Resources resources,
        Instant start,
        Optional<Instant> keepalive,
        Optional<Instant> end)
        implements ReflowRow {
    static final String TYPE = "alloc";

    static ReflowAlloc read(TaskDbItem item) {
        return new ReflowAlloc(
                item.id(),
                item.text("AllocID"),
                item.digest("PoolID"),
                item.resources(),
                item.start(),
                item.time("Keepalive"),
                item.time("EndTime"));
    }
}
