package io.weirflow.reflow;

import io.weirflow.resource.Requirements;

/**
 * What a graph of work needs, as Reflow states it.
 *
 * @param min what the largest piece needs
 * @param width how many further pieces could run beside it
 */
public record ReflowRequirements(ReflowResources min, int width) {
    /** No requirements. */
    public static final ReflowRequirements NONE = new ReflowRequirements(ReflowResources.NIL, 0);

    /** Returns requirements of Weirflow's as Reflow states them. */
    public static ReflowRequirements of(Requirements requirements) {
        return new ReflowRequirements(ReflowResources.of(requirements.min()), requirements.width());
    }

    /** Returns these followed by a piece of work. */
    public ReflowRequirements addSerial(ReflowResources piece) {
        return new ReflowRequirements(min.max(piece), width);
    }

    /** Returns these beside a piece of work, which widens them unless they were empty. */
    public ReflowRequirements addParallel(ReflowResources piece) {
        boolean empty = min.sameAs(ReflowResources.NIL);
        return new ReflowRequirements(min.max(piece), empty ? width : width + 1);
    }

    /** Returns the requirements of both. */
    public ReflowRequirements plus(ReflowRequirements other) {
        return new ReflowRequirements(min.max(other.min), width + other.width);
    }

    /** Returns what full parallelism needs. */
    public ReflowResources max() {
        return min.times(1.0 + width);
    }

    /** Returns the JSON form. */
    public String toJson() {
        return "{\"Min\":" + min.toJson() + ",\"Width\":" + width + '}';
    }

    /** Returns the minimum, followed by {@code #} and the width where it exceeds one. */
    @Override
    public String toString() {
        return width > 1 ? min + "#" + width : min.toString();
    }
}
