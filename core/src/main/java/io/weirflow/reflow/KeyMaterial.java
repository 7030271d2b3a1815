package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.KeyContext;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.RequirementsNode;
import io.weirflow.flow.ValNode;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes what enters Reflow's logical digests: for each node the digests of its dependencies, then the operation and its
 * fields. Bodies of maps, what a requirements node passes through, and in the first version all dependencies are written in
 * full instead, to any depth without recursion.
 */
final class KeyMaterial {
    private static final long MAX_NODES = 2_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Digester digester;
    private final KeyContext context;
    private final String universe;
    private final boolean hashV1;
    private final Deque<Part> pending = new ArrayDeque<>();
    private long written;

    KeyMaterial(Digester digester, KeyContext context, String universe, boolean hashV1) {
        this.digester = digester;
        this.context = context;
        this.universe = universe;
        this.hashV1 = hashV1;
    }

    /**
     * A node that is still to be written.
     *
     * @param node the node
     * @param opened whether its dependencies were written already
     */
    private record Part(Flow node, boolean opened) {}

    void write(Flow root) {
        pending.push(new Part(root, false));
        while (!pending.isEmpty()) {
            Part part = pending.pop();
            if (part.opened) {
                fields(part.node);
            } else {
                open(part.node);
            }
        }
    }

    private void open(Flow node) {
        if (++written > MAX_NODES) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "reflow key",
                    "more than " + MAX_NODES + " nodes would have to be written for one digest; use hashv2");
        }
        digester.updateUtf8(universe);
        if (node instanceof RequirementsNode) {
            pending.push(new Part(node.deps().get(0), false));
            return;
        }
        pending.push(new Part(node, true));
        if (hashV1) {
            List<Flow> deps = node.deps();
            for (int i = deps.size() - 1; i >= 0; i--) {
                pending.push(new Part(deps.get(i), false));
            }
        } else {
            for (Flow dep : node.deps()) {
                digester.update(context.logicalKey(dep));
            }
        }
    }

    private void fields(Flow node) {
        digester.updateUtf8(ReflowOp.of(node).token());
        if (node instanceof ExecNode exec) {
            exec(exec);
        } else if (node instanceof InternNode intern) {
            digester.updateUtf8(GoUrl.normalize(intern.url()));
        } else if (node instanceof ExternNode extern) {
            digester.updateUtf8(GoUrl.normalize(extern.url()));
        } else if (node instanceof GroupbyNode groupby) {
            digester.updateUtf8(groupby.regex().pattern());
        } else if (node instanceof CollectNode collect) {
            digester.updateUtf8(collect.regex().pattern()).updateUtf8(collect.replacement());
        } else if (node instanceof MapNode map) {
            pending.push(new Part(map.body(), false));
        } else if (node instanceof ValNode val) {
            val(val);
        } else if (node instanceof DataNode data) {
            digester.update(data.content());
        } else if (node instanceof KNode k) {
            digester.update(k.identity());
        } else if (node instanceof KctxNode kctx) {
            digester.update(kctx.identity());
        } else if (node instanceof CoerceNode coerce) {
            digester.update(coerce.identity());
        }
    }

    private void exec(ExecNode exec) {
        refuseEnvironment(exec);
        digester.updateUtf8(exec.image()).updateUtf8(exec.command());
        exec.slots().ifPresent(slots -> PhysicalMaterial.write(digester, slots));
        exec.salt().ifPresent(digester::update);
    }

    private void val(ValNode val) {
        if (val.failure().isPresent()) {
            byte[] random = new byte[Digest.SIZE_BYTES];
            RANDOM.nextBytes(random);
            digester.update(Digest.fromBytes(random)); // errors are never equal
        } else {
            val.value().ifPresent(value -> value.writeTo(digester));
            val.identity().ifPresent(digester::update);
        }
    }

    static void refuseEnvironment(ExecNode exec) {
        if (!exec.env().isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "reflow key",
                    "Reflow's keys do not cover environment variables: write them into the command",
                    exec.ident(),
                    exec.env().keySet());
        }
    }
}
