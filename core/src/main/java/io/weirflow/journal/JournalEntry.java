package io.weirflow.journal;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;

/**
 * What one append has added to a history.
 *
 * @param version the version of the history with this entry
 * @param time when it was appended, by the clock of who did, in milliseconds; not used for order
 * @param events the events, in order; at least one
 */
public record JournalEntry(Version version, Instant time, List<Event> events) {
    /** Copies the list. */
    public JournalEntry {
        events = ImmutableList.copyOf(events);
    }
}
