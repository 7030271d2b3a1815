package io.weirflow.flow;

import io.weirflow.digest.FramedEncoder;
import io.weirflow.exec.OutputSpec;
import java.util.List;

/** What {@link DefaultKeyScheme} covers of nodes beside their inputs. */
final class NodeFields {
    private NodeFields() {}

    static void write(ExecNode exec, String environment, FramedEncoder encoder) {
        command(exec, encoder);
        environment(exec, environment, encoder);
        encoder.flag(exec.salt().isPresent());
        exec.salt().ifPresent(encoder::digest);
    }

    /** Writes what it is run in: the environment that the image stands for, and the access that is asked for. */
    static void environment(ExecNode exec, String environment, FramedEncoder encoder) {
        encoder.text(environment).flag(exec.needsAwsCredentials()).flag(exec.needsDockerAccess());
    }

    /** Writes what is run: the command, its slots, its outputs and its environment variables. */
    static void command(ExecNode exec, FramedEncoder encoder) {
        encoder.text(exec.command());
        slots(exec, encoder);
        outputs(exec, encoder);
        encoder.texts(exec.env());
    }

    /** Slots that are not stated are written as what they mean: each dependency in order. */
    private static void slots(ExecNode exec, FramedEncoder encoder) {
        if (exec.slots().isEmpty()) {
            int count = exec.deps().size();
            encoder.number(count);
            for (int i = 0; i < count; i++) {
                encoder.flag(false).number(i);
            }
            return;
        }
        List<ArgSlot> slots = exec.slots().get();
        encoder.number(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            ArgSlot slot = slots.get(i);
            encoder.flag(slot.output()).number(slot.index());
        }
    }

    /** Names of outputs are for messages only. */
    private static void outputs(ExecNode exec, FramedEncoder encoder) {
        encoder.flag(exec.outputs().isPresent());
        if (exec.outputs().isPresent()) {
            List<OutputSpec> outputs = exec.outputs().get();
            encoder.number(outputs.size());
            for (int i = 0; i < outputs.size(); i++) {
                encoder.flag(outputs.get(i).directory()).flag(outputs.get(i).optional());
            }
        }
    }

    static void write(InternNode intern, FramedEncoder encoder) {
        encoder.text(intern.url()).flag(intern.mode() == InternNode.Mode.LAZY);
    }

    static void write(JavaNode java, FramedEncoder encoder) {
        encoder.text(java.name()).text(java.version()).bytes(java.parameters());
    }
}
