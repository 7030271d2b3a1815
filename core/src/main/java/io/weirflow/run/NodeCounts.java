package io.weirflow.run;

import com.google.common.collect.ImmutableMap;
import io.weirflow.run.graph.Conclusion;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many nodes of a run are complete, by conclusion.
 *
 * @param nodes the number of nodes
 * @param completed the complete ones by conclusion
 */
public record NodeCounts(int nodes, Map<Conclusion, Integer> completed) {
    /** Copies the map, without what does not occur. */
    public NodeCounts {
        Map<Conclusion, Integer> occurring = new EnumMap<>(Conclusion.class);
        completed.forEach((conclusion, count) -> {
            if (count != 0) {
                occurring.put(conclusion, count);
            }
        });
        completed = ImmutableMap.copyOf(occurring);
    }

    /** Returns the number of complete nodes of a conclusion. */
    public int completed(Conclusion conclusion) {
        return completed.getOrDefault(conclusion, 0);
    }

    /** Returns the number of all complete nodes. */
    public int allCompleted() {
        return completed.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Tells whether every node is complete. */
    public boolean isComplete() {
        return allCompleted() == nodes;
    }

    /** Returns these counts with one more complete node. */
    public NodeCounts plus(Conclusion conclusion) {
        Map<Conclusion, Integer> more = new EnumMap<>(Conclusion.class);
        more.putAll(completed);
        more.merge(conclusion, 1, Integer::sum);
        return new NodeCounts(nodes, more);
    }

    /**
     * Returns how the whole ended: SUCCESS if every node succeeded, else CANCELED if one was canceled, else ERROR if one ended
     * in an error, else FAIL.
     */
    public Conclusion conclusion() {
        if (completed(Conclusion.SUCCESS) == nodes) {
            return Conclusion.SUCCESS;
        }
        if (completed(Conclusion.CANCELED) > 0) {
            return Conclusion.CANCELED;
        }
        return completed(Conclusion.ERROR) > 0 ? Conclusion.ERROR : Conclusion.FAIL;
    }
}
