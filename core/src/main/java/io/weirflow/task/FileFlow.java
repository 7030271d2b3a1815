package io.weirflow.task;

import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import java.util.List;

/** A single file. A command that takes it is given the path of a file. */
public final class FileFlow extends Handle {
    private final boolean optional;

    private FileFlow(Flow flow, boolean optional) {
        super(flow);
        this.optional = optional;
    }

    /**
     * Returns the value of any flow as a file. Evaluating it fails with kind PRECONDITION if the value is anything but a
     * single file.
     */
    public static FileFlow of(Flow flow) {
        return new FileFlow(CoerceNode.of(flow, Shapes.FILE, Shapes::requireFile), false);
    }

    /** Returns a handle of a flow whose value is known to be a single file. */
    static FileFlow known(Flow flow) {
        return new FileFlow(flow, false);
    }

    /** Returns a handle of a flow whose value is a single file or empty. */
    static FileFlow optional(Flow flow) {
        return new FileFlow(flow, true);
    }

    /** Tells whether the file may be absent, as that of an optional output may. */
    public boolean isOptional() {
        return optional;
    }

    /**
     * Returns this file, or the given one where this is absent. Both are evaluated.
     */
    public FileFlow orElse(FileFlow other) {
        if (!optional) {
            return this;
        }
        Flow both = MergeNode.of(List.of(flow(), other.flow()));
        return new FileFlow(CoerceNode.of(both, Shapes.FIRST_PRESENT, Shapes::firstPresent), other.optional);
    }

    /** Returns this file as one that is there: evaluating it fails where it is absent. */
    FileFlow required() {
        return optional ? of(flow()) : this;
    }

    @Override
    FileFlow over(Flow other) {
        return new FileFlow(other, optional);
    }
}
