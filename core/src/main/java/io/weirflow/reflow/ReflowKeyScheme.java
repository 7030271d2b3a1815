package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KeyContext;
import io.weirflow.flow.KeyScheme;
import io.weirflow.flow.RequirementsNode;
import java.io.ByteArrayInputStream;
import java.util.List;

/**
 * Reflow's keys and stored forms, byte for byte, to share the cache of a running installation.
 *
 * <p>Fields are written into digests one after the other without separators, so that different work may have the same key
 * where Reflow's would: it is what sharing asks for. Sources are not looked at; assertions tell whether a result still holds.
 * Nodes that Reflow has no key for are refused: Java functions, and commands with environment variables. Thread-safe.
 */
public final class ReflowKeyScheme implements KeyScheme {
    private final String universe;
    private final boolean hashV1;

    private ReflowKeyScheme(String universe, boolean hashV1) {
        this.universe = universe;
        this.hashV1 = hashV1;
    }

    /** Returns the scheme as Reflow uses it unless told otherwise. */
    public static ReflowKeyScheme create() {
        return new ReflowKeyScheme("", false);
    }

    /** Returns this scheme for a universe: a text that keeps the keys of installations apart that share a cache. */
    public ReflowKeyScheme withUniverse(String name) {
        return new ReflowKeyScheme(name, hashV1);
    }

    /**
     * Returns this scheme with the keys of Reflow's first version, {@code hashv1}. They cost time in proportion to the number of
     * paths through a graph; a node with more than some millions of them below it is refused.
     */
    public ReflowKeyScheme withHashV1() {
        return new ReflowKeyScheme(universe, true);
    }

    @Override
    public Digest logicalKey(Flow node, KeyContext context) {
        if (universe.isEmpty() && node instanceof RequirementsNode) {
            return context.logicalKey(node.deps().get(0));
        }
        return Digester.compute(digester -> new KeyMaterial(digester, context, universe, hashV1).write(node));
    }

    @Override
    public List<Digest> physicalKeys(Flow node, KeyContext context) {
        if (node instanceof ExternNode extern) {
            return List.of(PhysicalMaterial.digest(extern, context.values()));
        }
        if (!(node instanceof ExecNode exec)) {
            return List.of();
        }
        KeyMaterial.refuseEnvironment(exec);
        Digest concrete = PhysicalMaterial.digest(exec, exec.image(), context.values());
        String original = exec.originalImage();
        return original.isEmpty() || original.equals(exec.image())
                ? List.of(concrete)
                : List.of(concrete, PhysicalMaterial.digest(exec, original, context.values()));
    }

    @Override
    public boolean looksAtSources() {
        return false;
    }

    @Override
    public boolean replacementsKeepKeys() {
        return true;
    }

    /** Tells whether a node is an exec or an eager import. */
    /** Tells whether a node is an exec or an import, even a lazy one: it takes the content that another one brought in. */
    @Override
    public boolean isCached(Flow node) {
        return node instanceof ExecNode || node instanceof InternNode;
    }

    @Override
    public List<AssocKind> kinds() {
        return List.of(AssocKind.FILESET_V2, AssocKind.FILESET);
    }

    @Override
    public byte[] encode(Fileset value) {
        return FilesetV2.write(value, false, true);
    }

    /** Returns the value of a stored form, which must be of the version that the kind says, which Reflow's own collector gets wrong. */
    @Override
    public Fileset decode(AssocKind kind, byte[] stored) {
        try {
            return switch (kind) {
                case FILESET_V2 -> FilesetV2.read(stored);
                case FILESET -> FilesetJson.readV1(new ByteArrayInputStream(stored));
                default ->
                    throw WeirflowException.of(
                            ErrorKind.NOT_SUPPORTED, "reflow", "not a kind of Reflow's cache", kind.text());
            };
        } catch (WeirflowException e) {
            throw e.is(ErrorKind.INVALID)
                    ? WeirflowException.wrap(e, ErrorKind.INTEGRITY, "read stored fileset", kind.text())
                    : e;
        }
    }

    @Override
    public boolean inlinesValues() {
        return false;
    }

    @Override
    public String toString() {
        return "reflow " + (hashV1 ? "hashv1" : "hashv2") + (universe.isEmpty() ? "" : " universe " + universe);
    }
}
