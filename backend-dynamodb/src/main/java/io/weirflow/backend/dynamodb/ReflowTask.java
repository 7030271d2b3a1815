package io.weirflow.backend.dynamodb;

import com.google.common.collect.ImmutableSortedSet;
import io.weirflow.digest.Digest;
import io.weirflow.resource.Resources;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A task, which is an exec, an import or an export, in Reflow's task database.
 *
 * @param id its identity
 * @param run the run that it belongs to
 * @param alloc the digest of the name of the alloc that it runs on
 * @param flow the logical digest of its node
 * @param command the digest of its image and command, see {@link ReflowTaskDb#commandDigest}
 * @param ident what it is called; may be empty
 * @param attempt how often it was lost before
 * @param resources what is reserved for it
 * @param uri where it runs; may be empty
 * @param labels its labels {@code key=value}
 * @param start when it began
 * @param keepalive until when it is alive unless that is prolonged
 * @param end when it ended
 * @param result the digest of its exec
 * @param stdout the digest of its standard output, in the repository
 * @param stderr the digest of its standard error
 * @param inspect the digest of its details
 * @param error why it failed, for people
 */
public record ReflowTask(
        Digest id,
        Digest run,
        Optional<Digest> alloc,
        Optional<Digest> flow,
        Optional<Digest> command,
        String ident,
        int attempt,
        Resources resources,
        String uri,
        Set<String> labels,
        Instant start,
        Optional<Instant> keepalive,
        Optional<Instant> end,
        Optional<Digest> result,
        Optional<Digest> stdout,
        Optional<Digest> stderr,
        Optional<Digest> inspect,
        Optional<String> error)
        implements ReflowRow {
    static final String TYPE = "task";

    /** Copies the set. */
    public ReflowTask {
        labels = ImmutableSortedSet.copyOf(labels);
    }

    static ReflowTask read(TaskDbItem item) {
        return new ReflowTask(
                item.id(),
                item.required("RunID"),
                item.digest("AllocID"),
                item.digest("FlowID"),
                item.digest("ImgCmdID"),
                item.text("Ident"),
                item.number("Attempt"),
                item.resources(),
                item.text("URI"),
                item.texts("Labels"),
                item.start(),
                item.time("Keepalive"),
                item.time("EndTime"),
                item.digest("ResultID"),
                item.digest("Stdout"),
                item.digest("Stderr"),
                item.digest("Inspect"),
                item.error());
    }

    /** Returns the item of this row, kept alive until an instant. */
    Map<String, AttributeValue> item(Instant alive) {
        return TaskDbItem.of(TYPE, this, alive)
                .put("RunID", run)
                .put("RunID4", TaskDbItem.id4(run))
                .putOrZero("AllocID", alloc)
                .putOrZero("FlowID", flow)
                .putOrZero("ImgCmdID", command)
                .putUnlessEmpty("Ident", ident)
                .putNumber("Attempt", attempt)
                .put("Resources", TaskDbItem.json(resources))
                .put("URI", uri)
                .put("Labels", labels)
                .put("ResultID", result)
                .put("Stdout", stdout)
                .put("Stderr", stderr)
                .put("Inspect", inspect)
                .putUnlessEmpty("Error", error.orElse(""))
                .attributes();
    }
}
