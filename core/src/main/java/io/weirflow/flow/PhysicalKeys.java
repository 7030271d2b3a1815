package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import io.weirflow.fileset.Fileset;
import java.util.List;

/** The physical keys of {@link DefaultKeyScheme}: what is done to which content. Only execs and Java functions have one. */
final class PhysicalKeys {
    private PhysicalKeys() {}

    static List<Digest> of(Flow node, KeyContext context) {
        FramedEncoder encoder;
        if (node instanceof ExecNode exec) {
            encoder = Encoders.take().begin("weirflow.exec.content.1");
            NodeFields.write(exec, context.environment(exec.image()), encoder);
        } else if (node instanceof JavaNode java) {
            encoder = Encoders.take().begin("weirflow.java.content.1");
            NodeFields.write(java, encoder);
        } else {
            return List.of();
        }
        List<Fileset> values = context.values();
        encoder.number(values.size());
        for (int i = 0; i < values.size(); i++) {
            values.get(i).writeContentTo(encoder);
        }
        return List.of(Encoders.finish(encoder));
    }
}
