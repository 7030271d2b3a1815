package io.weirflow.run.history;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * A part of an answer.
 *
 * @param items what was found
 * @param next with what to ask for what follows; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Copies the list. */
    public Page {
        items = ImmutableList.copyOf(items);
    }
}
