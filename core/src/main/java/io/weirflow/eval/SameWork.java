package io.weirflow.eval;

import io.weirflow.digest.Digest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds nodes that come to the same work although their logical keys differ: the same command on equal content. The first
 * of them does it, the others follow. Used by the evaluation's thread alone.
 */
final class SameWork {
    private final Column<Digest> identities = new Column<>();
    private final DigestIndex leaders = new DigestIndex(identities::get);
    private final Map<Integer, IntQueue> followers = new HashMap<>();

    /** Returns the first node that does some work, the given one if there was none before. */
    int leader(int node, Digest identity) {
        identities.put(node, identity);
        return leaders.putIfAbsent(identity, node);
    }

    /** Makes a node the first that does its work. */
    void lead(int node, Digest identity) {
        leaders.replace(identity, node);
    }

    /** Lets a node wait for what becomes of another that does the same work. */
    void follow(int node, int leader) {
        followers.computeIfAbsent(leader, n -> new IntQueue()).add(node);
    }

    /** Takes those who wait for a node; null if there are none. */
    @Nullable
    IntQueue takeFollowers(int leader) {
        return followers.isEmpty() ? null : followers.remove(leader);
    }
}
