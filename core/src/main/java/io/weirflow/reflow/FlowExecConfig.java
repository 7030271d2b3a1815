package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Arg;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Reflow hands to an executor for a node. */
public final class FlowExecConfig {
    private FlowExecConfig() {}

    /**
     * Returns the configuration of an exec, intern or extern.
     *
     * @param values the values of the node's dependencies, in order
     * @param reserved the resources that are reserved for an exec
     * @throws WeirflowException of kind INVALID for any other node
     */
    public static ReflowExecConfig of(Flow node, List<Fileset> values, ReflowResources reserved) {
        if (node instanceof InternNode intern) {
            return transfer("intern", intern.ident(), intern.url(), Optional.empty());
        }
        if (node instanceof ExternNode extern) {
            return transfer(
                    "extern",
                    extern.ident(),
                    extern.url(),
                    Optional.of(List.of(ReflowArg.of(new Arg.Input(values.get(0))))));
        }
        if (node instanceof ExecNode exec) {
            return exec(exec, values, reserved);
        }
        throw WeirflowException.of(
                ErrorKind.INVALID, "exec config", "no executor is needed for this operation", node.toString());
    }

    private static ReflowExecConfig transfer(
            String type, String ident, String url, Optional<List<ReflowArg>> arguments) {
        return new ReflowExecConfig(
                type, ident, GoUrl.normalize(url), "", "", "", arguments, ReflowResources.NIL, false, false, List.of());
    }

    private static ReflowExecConfig exec(ExecNode exec, List<Fileset> values, ReflowResources reserved) {
        ImageQualifiers image = ImageQualifiers.of(exec.image());
        ImageQualifiers original = ImageQualifiers.of(exec.originalImage());
        return new ReflowExecConfig(
                "exec",
                exec.ident(),
                "",
                image.image(),
                exec.originalImage(),
                exec.command(),
                Optional.of(arguments(exec, values)),
                ReflowResources.of(reserved.asMap()),
                image.aws() || original.aws() || exec.needsAwsCredentials(),
                image.docker() || original.docker() || exec.needsDockerAccess(),
                exec.outputs().orElse(List.of()).stream()
                        .map(OutputSpec::directory)
                        .toList());
    }

    private static List<ReflowArg> arguments(ExecNode exec, List<Fileset> values) {
        List<ReflowArg> arguments = new ArrayList<>();
        if (exec.slots().isEmpty()) {
            values.forEach(value -> arguments.add(ReflowArg.of(new Arg.Input(value))));
        } else {
            for (ArgSlot slot : exec.slots().get()) {
                arguments.add(
                        slot.output()
                                ? ReflowArg.of(new Arg.Output(slot.index()))
                                : ReflowArg.of(new Arg.Input(values.get(slot.index()))));
            }
        }
        return arguments;
    }
}
