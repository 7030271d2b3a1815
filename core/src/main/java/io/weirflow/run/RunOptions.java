package io.weirflow.run;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is said about a run besides its graph.
 *
 * @param labels what it can be found by; at most {@value #MAX_LABELS_LENGTH} characters together
 * @param deadline when it is canceled if it is not complete, by the clocks of the processes that sweep
 */
public record RunOptions(Map<String, String> labels, Optional<Instant> deadline) {
    /** No labels, no deadline. */
    public static final RunOptions DEFAULT = new RunOptions(Map.of(), Optional.empty());

    /** The largest number of characters in all labels. */
    public static final int MAX_LABELS_LENGTH = 4096;

    /**
     * Copies the labels.
     *
     * @throws WeirflowException of kind INVALID if they are too long
     */
    public RunOptions {
        labels = ImmutableSortedMap.copyOf(labels);
        int length = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            length += label.getKey().length() + label.getValue().length();
        }
        if (length > MAX_LABELS_LENGTH) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "run options",
                    "labels have " + length + " characters, the limit is " + MAX_LABELS_LENGTH);
        }
    }

    /** Returns these options with a label. */
    public RunOptions withLabel(String key, String value) {
        return new RunOptions(
                ImmutableMap.<String, String>builder()
                        .putAll(labels)
                        .put(key, value)
                        .buildKeepingLast(),
                deadline);
    }

    /** Returns these options with a deadline. */
    public RunOptions withDeadline(Instant value) {
        return new RunOptions(labels, Optional.of(value));
    }
}
