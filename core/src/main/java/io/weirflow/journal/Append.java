package io.weirflow.journal;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * An entry to be added to a history, for {@link Journal#append(List)}.
 *
 * @param history the name of the history
 * @param expected the version that it must be at
 * @param events the events; at least one
 */
public record Append(String history, Version expected, List<Event> events) {
    /** Copies the list. */
    public Append {
        events = ImmutableList.copyOf(events);
    }
}
