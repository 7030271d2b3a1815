package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import io.weirflow.resource.Requirements;

/** Passes its dependency's value through and states what the graph below needs; not part of any key. */
public final class RequirementsNode extends Flow {
    private final Requirements requirements;

    private RequirementsNode(Flow dep, Requirements requirements) {
        super(ImmutableList.of(dep), "");
        this.requirements = requirements;
    }

    /** Returns a node that states requirements. */
    public static RequirementsNode of(Flow dep, Requirements requirements) {
        return new RequirementsNode(dep, requirements);
    }

    /** Returns the requirements. */
    public Requirements requirements() {
        return requirements;
    }

    @Override
    public String op() {
        return "requirements";
    }
}
