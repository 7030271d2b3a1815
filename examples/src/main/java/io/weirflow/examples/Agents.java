package io.weirflow.examples;

import com.google.common.base.Ticker;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.base.Ulid;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.run.Run;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.agent.Agent;
import io.weirflow.run.agent.CommandNode;
import io.weirflow.run.agent.ExecRuntime;
import io.weirflow.run.agent.FilesetOutputs;
import io.weirflow.run.agent.NodeRuntime;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.run.view.RunView;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.loop.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a graph of commands with agents in as many processes as one likes:
 *
 * <pre>
 * Agents agent DIR ID [TTL-SECONDS]     an agent, until its standard input ends or it is killed
 * Agents start DIR [SECONDS]            starts a run, in which some commands take that long, and prints its identity
 * Agents watch DIR RUN                  prints the run whenever it has changed, until it is complete
 * Agents inspect DIR RUN [dot]          prints the run as a table, or in Graphviz's language
 * Agents list DIR                       lists the runs and the agents
 * Agents demo                           all of it in this process, in memory
 * </pre>
 *
 * <p>All that is shared is in the folder, so that the processes are on one machine. With {@code --table TABLE} before the command
 * the runs are in a table of DynamoDB, and with {@code --bucket S3-URL} contents are in a bucket: then each machine has a folder of
 * its own.
 */
final class Agents {
    private static final String USAGE = "usage: Agents " + CloudOptions.USAGE + " agent DIR ID [TTL-SECONDS]"
            + " | start DIR [SECONDS] | watch DIR RUN | inspect DIR RUN [dot] | list DIR | demo";
    private static final Duration LOOK = Duration.ofMillis(200);

    private final RunStore runs;
    private final PrintStream out;

    private Agents(RunStore runs, PrintStream out) {
        this.runs = runs;
        this.out = out;
    }

    static int run(List<String> all, PrintStream out, PrintStream err) throws Exception {
        List<String> arguments = new ArrayList<>(all);
        CloudOptions cloud = CloudOptions.takeFrom(arguments);
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        int count = arguments.size();
        if (command.equals("demo") && count == 1) {
            return demo(out);
        }
        boolean known = List.of("agent", "start", "watch", "inspect", "list").contains(command);
        int least = command.equals("start") || command.equals("list") ? 2 : 3;
        int number = command.equals("agent") ? 3 : command.equals("start") ? 2 : count;
        if (!known || count < least || number < count && !arguments.get(number).matches("[0-9]{1,9}")) {
            err.println(USAGE);
            return 2;
        }
        try (RunFolder folder = RunFolder.open(Path.of(arguments.get(1)), cloud)) {
            Agents agents = new Agents(folder.runs(), out);
            return switch (command) {
                case "agent" ->
                    agents.agent(
                            folder,
                            arguments.get(2),
                            Duration.ofSeconds(count > 3 ? Long.parseLong(arguments.get(3)) : 10));
                case "start" -> agents.start(count > 2 ? Integer.parseInt(arguments.get(2)) : 0);
                case "watch" -> agents.watch(Ulid.parse(arguments.get(2)));
                case "inspect" -> agents.inspect(Ulid.parse(arguments.get(2)), count > 3);
                default -> agents.list();
            };
        }
    }

    /** Returns a graph that counts the lines which two files have in common. */
    static GraphSpec graph(int seconds) {
        String slow = seconds > 0 ? "sleep " + seconds + "; " : "";
        List<CommandNode> commands = List.of(
                CommandNode.of("left", "seq 1 1000 >$out"),
                CommandNode.of("right", "seq 500 1500 >$out"),
                CommandNode.of("sort-left", slow + "sort %s >$out", "left"),
                CommandNode.of("sort-right", slow + "sort %s >$out", "right"),
                CommandNode.of("common", "comm -12 %s %s >$out", "sort-left", "sort-right"),
                CommandNode.of("count", slow + "wc -l <%s | tr -d ' ' >$out", "common"));
        GraphSpec.Builder graph = GraphSpec.builder();
        for (CommandNode command : commands) {
            // An agent that dies costs an attempt that ends in an error.
            graph.node(command.spec().withMaxAttempts(Conclusion.ERROR, 5)).edges(command.edges());
        }
        return graph.build();
    }

    private int agent(RunFolder folder, String id, Duration ttl) throws IOException {
        try (Executor executor = folder.executor();
                Agent agent = agent(id, executor, ttl)) {
            out.println(agent);
            try (InputStream in = System.in) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return agent.failure().isPresent() ? 1 : 0;
        }
    }

    private Agent agent(String id, Executor executor, Duration ttl) {
        NodeRuntime commands = ExecRuntime.on(executor);
        return Agent.builder(runs)
                .id(id)
                .ttl(ttl)
                .concurrency(1)
                .runtime(CommandNode.RUNTIME, context -> {
                    String what = context.node().name() + ", attempt "
                            + (context.node().attempts().size() + 1);
                    out.println(id + " executes " + what);
                    try {
                        return commands.run(context);
                    } finally {
                        out.println(id + " has done " + what);
                    }
                })
                .start();
    }

    private int start(int seconds) {
        out.println(runs.startRun(graph(seconds), RunOptions.DEFAULT.withLabel("example", "agents"))
                .id());
        return 0;
    }

    private int inspect(Ulid run, boolean dot) {
        Run shown = runs.inspectRun(run);
        out.print(dot ? RunView.dot(shown) : RunView.table(shown, Instant.now()));
        return 0;
    }

    private int list() {
        out.print(RunView.list(runs.listRuns(RunQuery.ALL.limit(20)).runs()));
        runs.listAgents().forEach(agent -> out.println("agent " + agent.id() + " with " + agent.runtimes()));
        return 0;
    }

    private int watch(Ulid run) {
        String[] printed = {""};
        Signal never = new Signal();
        Optional<Run> complete = never.awaitFor(Duration.ofDays(1), LOOK, Ticker.systemTicker(), () -> {
            Run shown = runs.inspectRun(run);
            // The times of what runs are left out, or it would change all the time.
            String table = RunView.table(shown, Instant.EPOCH);
            if (!table.equals(printed[0])) {
                printed[0] = table;
                out.println(table);
            }
            return Optional.of(shown).filter(r -> r.status() == RunStatus.COMPLETED);
        });
        return complete.flatMap(Run::conclusion)
                        .filter(Conclusion.SUCCESS::equals)
                        .isPresent()
                ? 0
                : 1;
    }

    /** Two agents and a run in memory. */
    private static int demo(PrintStream out) throws IOException {
        Path folder = Files.createTempDirectory("weirflow-agents-");
        Repository repository = MemoryRepository.create();
        Agents agents = new Agents(StateRunStore.of(new MemoryStateStore(), "demo"), out);
        try (Executor executor = ProcessExecutor.builder(folder, repository).open();
                Agent one = agents.agent("one", executor, Duration.ofSeconds(10));
                Agent two = agents.agent("two", executor, Duration.ofSeconds(10))) {
            out.println(one + "; " + two);
            Ulid run = agents.runs.startRun(graph(0)).id();
            int status = agents.watch(run);
            agents.inspect(run, true);
            out.print("lines in common: "
                    + new String(
                            repository.read(FilesetOutputs.read(
                                            agents.runs
                                                    .inspectNode(run, "count")
                                                    .output()
                                                    .orElseThrow(),
                                            repository)
                                    .file()
                                    .id()),
                            StandardCharsets.UTF_8));
            return status;
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }
}
