package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableSortedSet;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A run, which is what Reflow calls an evaluation, in its task database.
 *
 * @param id its identity
 * @param user who runs it
 * @param labels its labels {@code key=value}
 * @param start when it began
 * @param keepalive until when it is alive unless that is prolonged
 * @param end when it ended
 * @param bundle the digest of the program, in the repository
 * @param args the program's arguments
 * @param runLog the digest of its log
 * @param evalGraph the digest of its graph
 * @param trace the digest of its trace
 */
public record ReflowRun(
        Digest id,
        String user,
        Set<String> labels,
        Instant start,
        Optional<Instant> keepalive,
        Optional<Instant> end,
        Optional<Digest> bundle,
        Set<String> args,
        Optional<Digest> runLog,
        Optional<Digest> evalGraph,
        Optional<Digest> trace)
        implements ReflowRow {
    static final String TYPE = "run";

    /** Copies the sets. */
    public ReflowRun {
        labels = ImmutableSortedSet.copyOf(labels);
        args = ImmutableSortedSet.copyOf(args);
    }

    static ReflowRun read(TaskDbItem item) {
        return new ReflowRun(
                item.id(),
                item.text("User"),
                item.texts("Labels"),
                item.start(),
                item.time("Keepalive"),
                item.time("EndTime"),
                item.digest("Bundle"),
                item.texts("Args"),
                item.digest("RunLog"),
                item.digest("EvalGraph"),
                item.digest("Trace"));
    }

    /** Returns the item of this row, kept alive until an instant. */
    Map<String, AttributeValue> item(Instant alive) {
        return TaskDbItem.of(TYPE, this, alive)
                .put("User", user)
                .put("Labels", labels)
                .put("Bundle", bundle)
                .put("Args", args)
                .put("RunLog", runLog)
                .put("EvalGraph", evalGraph)
                .put("Trace", trace)
                .attributes();
    }
}
