package io.weirflow.assertion;

import io.weirflow.base.WeirflowException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers what was asserted in the course of some work, so that the same subject is never asserted twice in different ways.
 * Thread-safe; no call blocks.
 */
public final class AssertionAccumulator {
    private final Map<AssertionKey, Map<String, String>> entries = new HashMap<>();

    /**
     * What is known about wanted keys.
     *
     * @param found the assertions about those that are known
     * @param missing those that are not, ordered
     */
    public record Selection(Assertions found, List<AssertionKey> missing) {}

    /**
     * Adds assertions about keys that were not known.
     *
     * @throws WeirflowException of kind PRECONDITION if something else is known about a key; the message names the key and the
     *     properties. Keys that were added before stay.
     */
    public synchronized void add(Collection<Assertions> list) {
        for (Assertions assertions : list) {
            assertions.asMap().forEach((key, properties) -> {
                Map<String, String> present = entries.putIfAbsent(key, properties);
                if (present != null && !present.equals(properties)) {
                    throw Assertions.conflict(key, present, properties);
                }
            });
        }
    }

    /** Returns what is known about some keys. */
    public synchronized Selection select(Collection<AssertionKey> keys) {
        Map<AssertionKey, Map<String, String>> found = new HashMap<>();
        List<AssertionKey> missing = new ArrayList<>();
        for (AssertionKey key : keys) {
            Map<String, String> properties = entries.get(key);
            if (properties == null) {
                missing.add(key);
            } else {
                found.put(key, properties);
            }
        }
        Collections.sort(missing);
        return new Selection(Assertions.of(found), List.copyOf(missing));
    }

    /** Returns all that is known. */
    public synchronized Assertions all() {
        return Assertions.of(entries);
    }
}
