package io.weirflow.run.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node as the user states it. What is wrong with names is found when the {@linkplain GraphSpec graph} is built.
 *
 * @param name its name, unique in the graph: 1 to {@value GraphSpec#MAX_NAME_BYTES} bytes, no control characters, no slash
 * @param runtime the runtime that executes it: 1 to {@value GraphSpec#MAX_RUNTIME_BYTES} bytes, no control characters, no slash
 * @param metadata what it tells the runtime; ordered by key
 * @param maxAttempts for FAIL and ERROR how many attempts may end so; 0 and 1 mean that it is not tried again
 * @param retryDelay how long it waits before it is tried again; unless stated it does not
 * @param timeout how long an attempt may take, after which it ends as an ERROR; unless stated any time
 */
public record NodeSpec(
        String name,
        String runtime,
        Map<String, List<String>> metadata,
        Map<Conclusion, Integer> maxAttempts,
        Optional<RetryDelay> retryDelay,
        Optional<Duration> timeout) {
    /** The longest time for an attempt that can be asked for. */
    public static final Duration MAX_TIMEOUT = Duration.ofDays(365);

    /**
     * Copies the maps.
     *
     * @throws WeirflowException of kind INVALID if a number of attempts is negative or stated for another conclusion, or the timeout is not
     *     between a millisecond and {@link #MAX_TIMEOUT}
     */
    public NodeSpec {
        ImmutableSortedMap.Builder<String, List<String>> copy = ImmutableSortedMap.naturalOrder();
        metadata.forEach((key, values) -> copy.put(key, ImmutableList.copyOf(values)));
        metadata = copy.buildOrThrow();
        maxAttempts = ImmutableSortedMap.copyOf(maxAttempts);
        maxAttempts.forEach((conclusion, count) -> checkAttempts(name, conclusion, count));
        if (timeout.isPresent()
                && (timeout.get().toMillis() < 1 || timeout.get().compareTo(MAX_TIMEOUT) > 0)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "node",
                    "the time for an attempt is between a millisecond and " + MAX_TIMEOUT + "; found " + timeout.get(),
                    name);
        }
    }

    /** Returns a node without metadata that is attempted once. */
    public static NodeSpec of(String name, String runtime) {
        return new NodeSpec(name, runtime, Map.of(), Map.of(), Optional.empty(), Optional.empty());
    }

    private static void checkAttempts(String name, Conclusion conclusion, int count) {
        if (count < 0 || conclusion != Conclusion.FAIL && conclusion != Conclusion.ERROR) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "node",
                    "attempts are limited for fail and error, to 0 or more; found " + conclusion.text() + ": " + count,
                    name);
        }
    }

    /** Returns this node with values for a key, in place of those it had. */
    public NodeSpec with(String key, String... values) {
        return new NodeSpec(name, runtime, withEntry(metadata, key, List.of(values)), maxAttempts, retryDelay, timeout);
    }

    /** Returns this node with a limit for the attempts that end in a conclusion, FAIL or ERROR. */
    public NodeSpec withMaxAttempts(Conclusion conclusion, int count) {
        return new NodeSpec(name, runtime, metadata, withEntry(maxAttempts, conclusion, count), retryDelay, timeout);
    }

    /** Returns this node with a wait between its attempts. */
    public NodeSpec withRetryDelay(RetryDelay delay) {
        return new NodeSpec(name, runtime, metadata, maxAttempts, Optional.of(delay), timeout);
    }

    /** Returns this node with a limit of the time that each attempt may take, in whole milliseconds. */
    public NodeSpec withTimeout(Duration limit) {
        return new NodeSpec(name, runtime, metadata, maxAttempts, retryDelay, Optional.of(limit));
    }

    private static <K, V> Map<K, V> withEntry(Map<K, V> map, K key, V value) {
        return ImmutableMap.<K, V>builder().putAll(map).put(key, value).buildKeepingLast();
    }

    /** Returns the only or first value of a key. */
    public Optional<String> value(String key) {
        return values(key).stream().findFirst();
    }

    /** Returns the values of a key; none if it has none. */
    public List<String> values(String key) {
        return metadata.getOrDefault(key, List.of());
    }

    /** Tells whether a node is tried again when that many of its attempts, the last included, ended in a conclusion. */
    public boolean isRetried(Conclusion conclusion, int count) {
        return count < maxAttempts.getOrDefault(conclusion, 0);
    }

    /** Returns the size of its metadata in bytes of UTF-8. */
    long metadataBytes() {
        long bytes = 0;
        for (Map.Entry<String, List<String>> entry : metadata.entrySet()) {
            bytes += length(entry.getKey());
            for (String value : entry.getValue()) {
                bytes += length(value);
            }
        }
        return bytes;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
