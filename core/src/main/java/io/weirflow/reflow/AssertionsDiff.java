package io.weirflow.reflow;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.Utf8Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Differences between assertions in the text form of Reflow. */
public final class AssertionsDiff {
    private AssertionsDiff() {}

    /** Returns what the second asserts beyond or against the first, as {@link #of(Collection, Collection)} does. */
    public static String of(Assertions first, Assertions second) {
        return of(List.of(first), List.of(second));
    }

    /**
     * Returns a line for each key that some of the second assert and none of the first ({@code extra: {subject namespace}:
     * name=value,…}), or that the first of the first to speak of it asserts differently ({@code conflict {subject namespace}:
     * name (a -> b), …}). The lines are sorted and separated by line feeds.
     */
    public static String of(Collection<Assertions> first, Collection<Assertions> second) {
        Map<AssertionKey, Map<String, String>> known = new HashMap<>();
        first.forEach(assertions -> assertions.asMap().forEach(known::putIfAbsent));
        List<String> lines = new ArrayList<>();
        new LinkedHashSet<>(second)
                .forEach(assertions -> assertions.asMap().forEach((key, properties) -> {
                    Map<String, String> present = known.get(key);
                    if (present == null) {
                        lines.add("extra: " + key + ": " + text(properties));
                    } else if (!present.equals(properties)) {
                        lines.add("conflict " + key + ": " + Assertions.difference(present, properties));
                    }
                }));
        lines.sort(Utf8Order.INSTANCE);
        return String.join("\n", lines);
    }

    private static String text(Map<String, String> properties) {
        StringJoiner text = new StringJoiner(",");
        properties.forEach((name, value) -> text.add(name + '=' + value));
        return text.toString();
    }
}
