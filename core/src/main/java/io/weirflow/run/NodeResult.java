package io.weirflow.run;

import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How an attempt ended.
 *
 * @param conclusion SUCCESS, FAIL, ERROR or CANCELED
 * @param metadata what else is to be kept with it, for people; ordered by key; at most {@value #MAX_METADATA_BYTES} bytes
 * @param output what those that depend on the node receive if it succeeded; at most {@value #MAX_OUTPUT_BYTES} bytes, larger
 *     contents go to a repository and their digest is the output
 */
public record NodeResult(Conclusion conclusion, Map<String, String> metadata, StateValue output) {
    /** The largest output, in bytes: 64 KiB. */
    public static final int MAX_OUTPUT_BYTES = 64 << 10;

    /** The largest sum of metadata, in bytes of UTF-8: 16 KiB. */
    public static final int MAX_METADATA_BYTES = 16 << 10;

    /**
     * Checks the limits.
     *
     * @throws WeirflowException of kind INVALID if one is exceeded, or the conclusion is not that of an attempt
     */
    public NodeResult {
        metadata = ImmutableSortedMap.copyOf(metadata);
        if (conclusion == Conclusion.SKIPPED) {
            throw invalid("what was attempted was not skipped");
        }
        if (output.size() > MAX_OUTPUT_BYTES) {
            throw invalid("the output has " + output.size() + " bytes, the limit is " + MAX_OUTPUT_BYTES
                    + ": store it in a repository and finish with its digest");
        }
        long bytes = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            bytes += (entry.getKey() + entry.getValue()).getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MAX_METADATA_BYTES) {
            throw invalid("the metadata has " + bytes + " bytes, the limit is " + MAX_METADATA_BYTES);
        }
    }

    private static WeirflowException invalid(String message) {
        return WeirflowException.of(ErrorKind.INVALID, "node result", message);
    }

    /** Returns a success. */
    public static NodeResult success(StateValue output) {
        return new NodeResult(Conclusion.SUCCESS, Map.of(), output);
    }

    /** Returns a success whose output is a text. */
    public static NodeResult success(String output) {
        return success(StateValue.utf8(output));
    }

    /** Returns a failure of the work, explained by a text, which is cut where it exceeds the limit of outputs. */
    public static NodeResult fail(String text) {
        return explained(Conclusion.FAIL, text);
    }

    /** Returns a failure around the work; otherwise as {@link #fail}. */
    public static NodeResult error(String text) {
        return explained(Conclusion.ERROR, text);
    }

    /** Returns that the work was stopped on request; otherwise as {@link #fail}. */
    public static NodeResult canceled(String text) {
        return explained(Conclusion.CANCELED, text);
    }

    private static NodeResult explained(Conclusion conclusion, String text) {
        int longest = MAX_OUTPUT_BYTES / 4; // whatever the characters
        String cut = text.length() > longest ? text.substring(0, longest) + "…" : text;
        return new NodeResult(conclusion, Map.of(), StateValue.utf8(cut));
    }

    /** Returns this result with an entry in the metadata. */
    public NodeResult with(String key, String value) {
        ImmutableSortedMap.Builder<String, String> entries = ImmutableSortedMap.naturalOrder();
        metadata.forEach((k, v) -> {
            if (!k.equals(key)) {
                entries.put(k, v);
            }
        });
        return new NodeResult(conclusion, entries.put(key, value).buildOrThrow(), output);
    }
}
