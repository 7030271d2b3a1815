package io.weirflow.run.agent;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.exec.staged.ExecFormats;
import io.weirflow.repository.Repository;
import io.weirflow.run.NodeResult;
import io.weirflow.run.graph.Conclusion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs commands on an executor. A node that succeeds has as output the fileset that its command wrote, as {@link FilesetOutputs}
 * writes it into the executor's repository, which all agents share; a command that failed is a FAIL whose output explains it.
 *
 * <p>What is run is said by the node's metadata, as {@link CommandNode} writes it, or by a configuration in the repository. The
 * metadata of the result has the digests of what was written to {@code stdout} and {@code stderr}, of what is known of the exec, in
 * {@code inspect}, and of how it went, in {@code outcome}.
 *
 * <p>An exec is named by its run, node and attempt: an executor that finds what an earlier process has left goes on with it. An agent
 * that is stopped ends its execs.
 */
public final class ExecRuntime implements NodeRuntime {
    /** The key of metadata that has the digest of a stored configuration. */
    public static final String CONFIG = "exec.config";

    private final Executor executor;
    private final Function<String, Optional<String>> secrets;

    private ExecRuntime(Executor executor, Function<String, Optional<String>> secrets) {
        this.executor = executor;
        this.secrets = secrets;
    }

    /** Returns a runtime that runs commands on an executor; the caller closes the executor after the agent. */
    public static ExecRuntime on(Executor executor) {
        return new ExecRuntime(executor, name -> Optional.empty());
    }

    /** Returns this runtime with values of secrets by name: they never leave the agent, nodes state their names alone. */
    public ExecRuntime withSecrets(Function<String, Optional<String>> values) {
        return new ExecRuntime(executor, values);
    }

    @Override
    public NodeResult run(NodeContext context) {
        Repository repository = executor.repository();
        ExecConfig config = withSecrets(config(context, repository));
        Exec exec = executor.put(id(context), config);
        context.onCancel(exec::cancel);
        try {
            exec.await();
            return result(exec, repository);
        } finally {
            if (context.isCanceled()) {
                exec.cancel();
            }
            executor.remove(exec.id());
        }
    }

    private static Digest id(NodeContext context) {
        return Digest.of("run " + context.run() + " node " + context.node().name() + " attempt "
                + context.node().attempts().size());
    }

    private static ExecConfig config(NodeContext context, Repository repository) {
        Optional<String> stored = context.node().spec().value(CONFIG);
        return stored.isPresent()
                ? ExecFormats.readConfig(repository.read(Digest.parse(stored.get())))
                : CommandNode.config(context, repository);
    }

    private ExecConfig withSecrets(ExecConfig config) {
        Map<String, String> values = new HashMap<>();
        for (String name : config.secretEnv().keySet()) {
            values.put(
                    name,
                    secrets.apply(name)
                            .orElseThrow(() -> WeirflowException.of(
                                    ErrorKind.NOT_ALLOWED,
                                    "exec",
                                    "this agent has no value for the secret: give it one, or run the node elsewhere",
                                    name)));
        }
        return config.toBuilder().secretEnv(values).build();
    }

    private NodeResult result(Exec exec, Repository repository) {
        Result result = exec.result();
        NodeResult recorded;
        if (result.failure().isPresent()) {
            recorded = NodeResult.fail(result.failure().get().toString());
        } else {
            exec.promote();
            recorded = new NodeResult(Conclusion.SUCCESS, Map.of(), FilesetOutputs.write(result.fileset(), repository));
            executor.unload(result.fileset());
        }
        ExecRunInfo info = exec.inspect(repository);
        recorded = with(recorded, "stdout", info.stdout());
        recorded = with(recorded, "stderr", info.stderr());
        recorded = with(recorded, "inspect", info.inspect());
        Digest outcome = repository.put(ExecFormats.writeOutcome(exec.inspect(), result));
        repository.flush();
        return recorded.with("outcome", outcome.toString());
    }

    private static NodeResult with(NodeResult result, String key, Optional<Digest> digest) {
        return digest.isPresent() ? result.with(key, digest.get().toString()) : result;
    }
}
