package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.PullupNode;
import io.weirflow.flow.RequirementsNode;
import io.weirflow.flow.Transforms;
import io.weirflow.flow.ValNode;
import io.weirflow.repository.Repository;
import java.util.List;

/** Does the work of a node, or hands it to those who do, according to its type. Used by the evaluation's thread alone. */
final class Work {
    private final NodeTable table;
    private final Performers performers;

    /** Those who do what takes time or needs more than the inputs. */
    interface Performers {
        /** Has the executor do it. */
        void execute(int node);

        /** Brings in an import's source, or only its description. */
        void importSource(int node, InternNode intern);

        /** Calls something that may block, beside the evaluation's thread. */
        void call(int node, Blocking work);

        /** Replaces a node by a graph. */
        void replace(int node, Flow replacement);

        /** Takes a value. */
        void computed(int node, Fileset value);

        /** Takes a failure. */
        void broke(int node, Failure failure);
    }

    /** Work that may block. Gives a {@link Fileset}, or a {@link Flow} to be evaluated in its place. */
    @FunctionalInterface
    interface Blocking {
        Object apply(Repository repository, List<Fileset> inputs) throws Exception;
    }

    Work(NodeTable table, Performers performers) {
        this.table = table;
        this.performers = performers;
    }

    /** Does the work of a node whose inputs have values. */
    @SuppressWarnings("CatchingUnchecked") // whatever functions of the host throw is the failure of their node
    void run(int node) {
        Flow flow = table.flow(node);
        try {
            start(node, flow);
        } catch (RuntimeException e) {
            performers.broke(node, failure(flow, e));
        }
    }

    private void start(int node, Flow flow) {
        List<Fileset> inputs = table.inputs(node);
        if (flow instanceof ExecNode || flow instanceof ExternNode) {
            performers.execute(node);
        } else if (flow instanceof InternNode intern) {
            performers.importSource(node, intern);
        } else if (flow instanceof JavaNode java) {
            performers.call(node, (repository, values) -> java.apply(values, repository));
        } else if (flow instanceof KctxNode kctx) {
            performers.call(node, (repository, values) -> kctx.apply(repository, values));
        } else if (flow instanceof DataNode data) {
            performers.call(node, (repository, values) -> store(data, repository));
        } else if (flow instanceof MapNode map) {
            performers.replace(node, expand(map, inputs.get(0)));
        } else if (flow instanceof KNode k) {
            performers.replace(node, k.apply(List.copyOf(inputs)));
        } else {
            performers.computed(node, value(flow, inputs));
        }
    }

    private static Fileset store(DataNode data, Repository repository) {
        Digest digest = repository.put(data.content());
        return Fileset.of(File.resolved(digest, data.content().length));
    }

    /** Returns the failure of a node whose function threw something. */
    static Failure failure(Flow flow, Throwable thrown) {
        return Failure.from(thrown).wrap(ErrorKind.OTHER, flow.toString());
    }

    private static Flow expand(MapNode map, Fileset list) {
        return MergeNode.of(list.elements().stream().map(map::apply).toList());
    }

    private static Fileset value(Flow flow, List<Fileset> inputs) {
        if (flow instanceof CollectNode collect) {
            return Transforms.collect(inputs.get(0), collect.regex(), collect.replacement());
        } else if (flow instanceof GroupbyNode groupby) {
            return Transforms.groupby(inputs.get(0), groupby.regex());
        } else if (flow instanceof MergeNode) {
            return Transforms.merge(inputs);
        } else if (flow instanceof PullupNode) {
            return Transforms.pullup(inputs);
        } else if (flow instanceof CoerceNode coerce) {
            return coerce.apply(inputs.get(0));
        } else if (flow instanceof RequirementsNode) {
            return inputs.get(0);
        } else if (flow instanceof ValNode val) {
            return constant(val);
        }
        throw new IllegalStateException("no meaning for " + flow.op());
    }

    private static Fileset constant(ValNode val) {
        if (val.failure().isPresent()) {
            throw new WeirflowException(val.failure().get());
        }
        return val.value()
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.INVALID,
                        "val",
                        "has no files: it is known by its digest only",
                        val.identity().orElseThrow()));
    }
}
