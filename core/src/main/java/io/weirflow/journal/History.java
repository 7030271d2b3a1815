package io.weirflow.journal;

import java.util.Iterator;
import java.util.Optional;

/**
 * A history as it was read, from its last snapshot or else from its visible beginning.
 *
 * @param head its version; the epoch if it does not exist or was deleted
 * @param snapshot the last snapshot, if it was asked for and there is one
 * @param start the version that the entries come after
 * @param entries the entries after the snapshot or the visible beginning, fetched as it advances; its failures come from its
 *     methods, kind TEMPORARY if the history was trimmed or deleted meanwhile
 */
public record History(Version head, Optional<StoredSnapshot> snapshot, Version start, Iterator<JournalEntry> entries) {}
