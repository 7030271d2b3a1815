package io.weirflow.run.agent;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import io.weirflow.run.graph.Edge;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.StateValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node that runs a command with {@link ExecRuntime}. Each {@code %s} of the command stands for the path of the output of the node
 * that is named at its place in the inputs; {@code %%} for a percent sign; what the command writes to {@code $out} is its output.
 *
 * @param name the name of the node
 * @param command the command
 * @param inputs the names of the nodes whose outputs the command reads, one for each {@code %s}
 * @param image the image in which it runs; empty for none
 * @param env environment variables
 * @param resources what is reserved for it
 * @param timeout after which it is ended as failed
 */
public record CommandNode(
        String name,
        String command,
        List<String> inputs,
        String image,
        Map<String, String> env,
        Resources resources,
        Optional<Duration> timeout) {
    /** The name under which agents usually have the runtime. */
    public static final String RUNTIME = "exec";

    private static final String COMMAND = "exec.command";
    private static final String INPUTS = "exec.inputs";
    private static final String IMAGE = "exec.image";
    private static final String ENV = "exec.env";
    private static final String RESOURCES = "exec.resources";
    private static final String TIMEOUT = "exec.timeout";

    /** Copies the collections. */
    public CommandNode {
        inputs = ImmutableList.copyOf(inputs);
        env = Map.copyOf(env);
    }

    /** Returns a node that runs a command on the outputs of other nodes. */
    public static CommandNode of(String name, String command, String... inputs) {
        return new CommandNode(name, command, List.of(inputs), "", Map.of(), Resources.NONE, Optional.empty());
    }

    /** Returns the node to be put into a graph. */
    public NodeSpec spec() {
        NodeSpec spec = NodeSpec.of(name, RUNTIME)
                .with(COMMAND, command)
                .with(INPUTS, inputs.toArray(String[]::new))
                .with(IMAGE, image)
                .with(
                        ENV,
                        env.entrySet().stream()
                                .map(entry -> entry.getKey() + '=' + entry.getValue())
                                .sorted()
                                .toArray(String[]::new))
                .with(
                        RESOURCES,
                        resources.asMap().entrySet().stream()
                                .map(entry -> entry.getKey() + '=' + entry.getValue())
                                .toArray(String[]::new));
        return timeout.isPresent() ? spec.with(TIMEOUT, timeout.get().toString()) : spec;
    }

    /** Returns the edges from the nodes whose outputs it reads. */
    public List<Edge> edges() {
        return inputs.stream().distinct().map(input -> new Edge(input, name)).toList();
    }

    /** Returns what the node of a context asks an executor for. */
    static ExecConfig config(NodeContext context, Repository repository) {
        NodeSpec spec = context.node().spec();
        String command = spec.value(COMMAND)
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.INVALID,
                        "exec",
                        "the node has neither a command nor a stored configuration",
                        spec.name()));
        List<Arg> args = new ArrayList<>();
        for (String input : spec.values(INPUTS)) {
            args.add(new Arg.Input(input(context, input, repository)));
        }
        ExecConfig.Builder config = ExecConfig.exec(command)
                .ident(spec.name())
                .image(spec.value(IMAGE).orElse(""))
                .args(args)
                .env(pairs(spec.values(ENV)));
        Map<String, Double> amounts = new LinkedHashMap<>();
        pairs(spec.values(RESOURCES)).forEach((key, value) -> amounts.put(key, Double.valueOf(value)));
        config.resources(Resources.of(amounts));
        spec.value(TIMEOUT).map(Duration::parse).ifPresent(config::timeout);
        return config.build();
    }

    private static Fileset input(NodeContext context, String name, Repository repository) {
        StateValue output = context.input(name)
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.INVALID,
                        "exec",
                        "the node reads the output of a node that it does not depend on: add an edge",
                        context.node().name(),
                        name));
        return FilesetOutputs.read(output, repository);
    }

    private static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }
}
