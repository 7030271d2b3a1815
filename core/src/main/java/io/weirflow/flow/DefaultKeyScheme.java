package io.weirflow.flow;

import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.FilesetFormat;
import java.util.List;

/**
 * Weirflow's own keys: every field framed, everything covered that changes a result, and nothing else.
 *
 * <p>Covered are of each type of node: its operation and its inputs' keys; of an exec the command, what stands for each
 * {@code %s}, kinds of the outputs, environment variables, the environment that its image stands for, the access it asks for,
 * and the salt; of an intern the URL, the mode, and what the source was seen to hold; of Java functions name, version and
 * parameters; of continuations the stated identity; of a map the graph that its function returns for an empty element.
 * Names and labels for people, resources, time limits, retries and secrets are not.
 */
public enum DefaultKeyScheme implements KeyScheme {
    /** The scheme; it has no state. */
    INSTANCE;

    @Override
    public Digest logicalKey(Flow node, KeyContext context) {
        return LogicalKeys.of(node, context);
    }

    @Override
    public List<Digest> physicalKeys(Flow node, KeyContext context) {
        return PhysicalKeys.of(node, context);
    }

    @Override
    public boolean looksAtSources() {
        return true;
    }

    /** Tells whether a node is an exec, an eager import, or a Java function that is not declared uncached. */
    @Override
    public boolean isCached(Flow node) {
        return node instanceof ExecNode
                || node instanceof InternNode intern && intern.mode() == InternNode.Mode.EAGER
                || node instanceof JavaNode java && java.isCached();
    }

    @Override
    public List<AssocKind> kinds() {
        return List.of(AssocKind.RESULT);
    }

    @Override
    public byte[] encode(Fileset value) {
        return FilesetFormat.encode(value);
    }

    @Override
    public Fileset decode(AssocKind kind, byte[] stored) {
        return FilesetFormat.decode(stored);
    }

    @Override
    public boolean inlinesValues() {
        return true;
    }
}
