package io.weirflow.eval;

import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.InternNode;
import java.util.ArrayList;
import java.util.List;

/** Says to executors what nodes mean. */
final class ExecConfigs {
    private ExecConfigs() {}

    /** Returns what a job's executor needs to know, with the inputs as it loaded them. */
    static ExecConfig of(Job job) {
        ExecConfig.Builder builder;
        if (job.flow instanceof ExecNode exec) {
            builder = ExecConfig.exec(exec.command())
                    .image(exec.image())
                    .originalImage(exec.originalImage())
                    .environment(job.environment)
                    .args(args(exec, job.loaded))
                    .env(exec.env())
                    .secretEnv(exec.secretEnv())
                    .needsAwsCredentials(exec.needsAwsCredentials())
                    .needsDockerAccess(exec.needsDockerAccess());
            exec.outputs().ifPresent(builder::outputs);
            exec.timeout().ifPresent(builder::timeout);
        } else if (job.flow instanceof InternNode intern) {
            builder = ExecConfig.intern(intern.url());
        } else if (job.flow instanceof ExternNode extern) {
            builder = ExecConfig.extern(extern.url()).args(List.of(new Arg.Input(job.loaded.get(0))));
        } else {
            throw new IllegalStateException("no work for an executor: " + job.flow);
        }
        return builder.ident(job.flow.ident()).resources(job.resources).build();
    }

    private static List<Arg> args(ExecNode exec, List<Fileset> inputs) {
        List<Arg> args = new ArrayList<>();
        if (exec.slots().isEmpty()) {
            inputs.forEach(input -> args.add(new Arg.Input(input)));
            return args;
        }
        for (ArgSlot slot : exec.slots().get()) {
            args.add(slot.output() ? new Arg.Output(slot.index()) : new Arg.Input(inputs.get(slot.index())));
        }
        return args;
    }
}
