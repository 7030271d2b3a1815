package io.weirflow.task;

import com.google.common.collect.ImmutableMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.OutputSpec;
import io.weirflow.flow.ExecNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command over named inputs that gives named outputs. Built by {@link #named}; immutable. Two tasks that mean the same
 * are the same work, and are done once.
 */
public final class Task {
    private final ExecNode node;
    private final Map<String, Handle> outputs;

    Task(ExecNode node, List<OutputSpec> specs) {
        this.node = node;
        ImmutableMap.Builder<String, Handle> handles = ImmutableMap.builderWithExpectedSize(specs.size());
        for (int i = 0; i < specs.size(); i++) {
            handles.put(specs.get(i).name(), handle(i, specs.get(i)));
        }
        this.outputs = handles.buildOrThrow();
    }

    private Handle handle(int index, OutputSpec spec) {
        var flow = Shapes.element(node, index, spec);
        if (spec.directory()) {
            return DirFlow.known(flow);
        }
        return spec.optional() ? FileFlow.optional(flow) : FileFlow.known(flow);
    }

    /** Returns a builder of a task under a name for people, which is not part of what identifies its work. */
    public static TaskBuilder named(String name) {
        return new TaskBuilder(name);
    }

    /**
     * Returns a builder of a function in Java, run in this process and cached like a command. Name and version identify it:
     * change the version whenever it gives another result for the same inputs and parameters.
     */
    public static JavaTask java(String name, String version) {
        return new JavaTask(name, version);
    }

    /** Returns the name. */
    public String name() {
        return node.ident();
    }

    /** Returns the names of the outputs, in the order of their declaration. */
    public Set<String> outputs() {
        return outputs.keySet();
    }

    /**
     * Returns an output that is a file; always the same handle for the same name.
     *
     * @throws WeirflowException of kind INVALID if there is no such output, or it is a directory
     */
    public FileFlow out(String output) {
        if (find(output) instanceof FileFlow file) {
            return file;
        }
        throw WeirflowException.of(
                ErrorKind.INVALID, "task", "output \"" + output + "\" is a directory: use outDir(…)", name());
    }

    /**
     * Returns an output that is a directory; always the same handle for the same name.
     *
     * @throws WeirflowException of kind INVALID if there is no such output, or it is a file
     */
    public DirFlow outDir(String output) {
        if (find(output) instanceof DirFlow directory) {
            return directory;
        }
        throw WeirflowException.of(
                ErrorKind.INVALID, "task", "output \"" + output + "\" is a file: use out(…)", name());
    }

    /** Returns the node that all of this lowers to, whose value is the list of the outputs. */
    public ExecNode node() {
        return node;
    }

    private Handle find(String output) {
        Handle handle = outputs.get(output);
        if (handle == null) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "task",
                    "has no output \"" + output + "\", only " + outputs.keySet()
                            + Nearest.hint(output, outputs.keySet()),
                    name());
        }
        return handle;
    }

    @Override
    public String toString() {
        return "task " + name();
    }
}
