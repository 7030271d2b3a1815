package io.weirflow.store;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the last {@value StateStore#RETRY_COMMITS} commits that took effect, by which a store without tokens of its own
 * recognises a commit that is sent again. For implementers; not thread-safe.
 */
public final class RecentCommits {
    private final Set<CommitId> ids = new HashSet<>();
    private final @Nullable CommitId[] ring = new CommitId[StateStore.RETRY_COMMITS];
    private int next;

    /** Creates an empty memory. */
    public RecentCommits() {}

    /** Tells whether a commit is among those that are remembered. */
    public boolean contains(CommitId id) {
        return ids.contains(id);
    }

    /** Remembers a commit and forgets the oldest where there is no room. */
    public void add(CommitId id) {
        if (!ids.add(id)) {
            return;
        }
        CommitId oldest = ring[next];
        if (oldest != null) {
            ids.remove(oldest);
        }
        ring[next] = id;
        next = (next + 1) % ring.length;
    }
}
