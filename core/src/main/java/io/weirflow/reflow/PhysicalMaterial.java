package io.weirflow.reflow;

import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import java.util.List;

/** What enters Reflow's physical digests. */
final class PhysicalMaterial {
    private PhysicalMaterial() {}

    static Digest digest(ExternNode extern, List<Fileset> values) {
        String url = GoUrl.normalize(extern.url());
        return Digester.compute(digester -> {
            write(values, digester);
            digester.updateUtf8(url);
        });
    }

    static Digest digest(ExecNode exec, String image, List<Fileset> values) {
        return Digester.compute(digester -> {
            write(values, digester);
            write(exec, image, digester);
        });
    }

    private static void write(ExecNode exec, String image, Digester digester) {
        digester.updateUtf8(image).updateUtf8(exec.command());
        if (exec.slots().isPresent()) {
            write(digester, exec.slots().get());
        } else {
            for (int i = 0; i < exec.deps().size(); i++) {
                digester.updateLongLittleEndian(i);
            }
        }
        exec.salt().ifPresent(digester::update);
    }

    private static void write(List<Fileset> values, Digester digester) {
        for (Fileset value : values) {
            value.writeTo(digester);
        }
    }

    /** Writes the index of each slot, negated for outputs. */
    static void write(Digester digester, List<ArgSlot> slots) {
        for (ArgSlot slot : slots) {
            digester.updateLongLittleEndian(slot.output() ? -slot.index() : slot.index());
        }
    }
}
