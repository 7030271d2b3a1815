package io.weirflow.flow;

import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Optional;

/** The logical keys of {@link DefaultKeyScheme}: how a value comes about, down to its sources. */
final class LogicalKeys {
    private LogicalKeys() {}

    static Digest of(Flow node, KeyContext context) {
        if (node instanceof RequirementsNode) {
            return context.logicalKey(node.dep());
        }
        FramedEncoder encoder = Encoders.take();
        own(node, context, encoder);
        List<Flow> deps = node.deps();
        encoder.number(deps.size());
        for (int i = 0; i < deps.size(); i++) {
            encoder.digest(context.logicalKey(deps.get(i)));
        }
        return Encoders.finish(encoder);
    }

    /** Writes all that a key covers beside the dependencies. */
    static void own(Flow node, KeyContext context, FramedEncoder encoder) {
        if (node instanceof ExecNode exec) {
            NodeFields.write(exec, context.environment(exec.image()), encoder.begin("weirflow.exec.1"));
        } else if (node instanceof JavaNode java) {
            NodeFields.write(java, encoder.begin("weirflow.java.1"));
        } else if (node instanceof InternNode intern) {
            NodeFields.write(intern, encoder.begin("weirflow.intern.1"));
            snapshot(intern, context, encoder);
        } else if (node instanceof ExternNode extern) {
            encoder.begin("weirflow.extern.1").text(extern.url());
        } else if (node instanceof GroupbyNode groupby) {
            encoder.begin("weirflow.groupby.1").text(groupby.regex().pattern());
        } else if (node instanceof CollectNode collect) {
            encoder.begin("weirflow.collect.1").text(collect.regex().pattern()).text(collect.replacement());
        } else if (node instanceof MapNode map) {
            encoder.begin("weirflow.map.1").digest(context.logicalKey(map.body()));
        } else if (node instanceof MergeNode) {
            encoder.begin("weirflow.merge.1");
        } else if (node instanceof PullupNode) {
            encoder.begin("weirflow.pullup.1");
        } else if (node instanceof ValNode val) {
            val(val, encoder.begin("weirflow.val.1"));
        } else if (node instanceof DataNode data) {
            encoder.begin("weirflow.data.1").bytes(data.content());
        } else if (node instanceof KNode k) {
            encoder.begin("weirflow.k.1").digest(k.identity());
        } else if (node instanceof KctxNode kctx) {
            encoder.begin("weirflow.kctx.1").digest(kctx.identity());
        } else if (node instanceof CoerceNode coerce) {
            encoder.begin("weirflow.coerce.1").digest(coerce.identity());
        } else if (node instanceof RequirementsNode) {
            encoder.begin("weirflow.requirements.1");
        } else {
            throw new IllegalStateException("no key for " + node.op());
        }
    }

    private static void snapshot(InternNode intern, KeyContext context, FramedEncoder encoder) {
        Optional<Digest> snapshot = intern.isImmutable() ? Optional.empty() : context.snapshot(intern);
        encoder.flag(snapshot.isPresent());
        snapshot.ifPresent(encoder::digest);
    }

    private static void val(ValNode val, FramedEncoder encoder) {
        Optional<Fileset> value = val.value();
        if (val.mapLevel() > 0) {
            encoder.number(3).number(val.mapLevel());
        } else if (value.isPresent()) {
            value.get().writeContentTo(encoder.number(0));
        } else if (val.identity().isPresent()) {
            encoder.number(1).digest(val.identity().get());
        } else {
            encoder.number(2);
            failure(val.failure(), encoder);
        }
    }

    private static void failure(Optional<Failure> failure, FramedEncoder encoder) {
        for (Optional<Failure> f = failure; f.isPresent(); f = f.get().cause()) {
            Failure link = f.get();
            encoder.flag(true).text(link.kind().name()).text(link.operation());
            encoder.texts(link.arguments()).text(link.message());
        }
        encoder.flag(false);
    }
}
