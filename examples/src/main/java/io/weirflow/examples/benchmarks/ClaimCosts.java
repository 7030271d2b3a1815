package io.weirflow.examples.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.cache.LeaseClaims;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.testkit.ScriptedExecutor;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What claims on a state store on SQLite cost an evaluation: commits, requests that read, and time, against the same evaluation
 * without claims. Its execs are answered at once and everything else is in memory, so that claims are all there is to wait for.
 *
 * <p>Arguments: execs (2,000), how many there is room for at the same time (2,16,128).
 */
public final class ClaimCosts {
    private static final String NAMESPACE = "benchmark";

    private ClaimCosts() {}

    /** Runs the benchmark and prints a table in Markdown. */
    public static void main(String[] args) throws Exception {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws Exception {
        int execs = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        String rooms = args.length > 1 ? args[1] : "2,16,128";
        out.println("| execs | room for | seconds without claims | with claims | commits | reads |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        for (String room : rooms.split(",", -1)) {
            measure(execs, Integer.parseInt(room), out);
        }
    }

    private static void measure(int execs, int room, PrintStream out) throws Exception {
        double warmUp = evaluate(execs, room, Optional.empty());
        double without = Math.min(warmUp, evaluate(execs, room, Optional.empty()));
        Path folder = Files.createTempDirectory("weirflow-claims");
        try (FileStateStore file = FileStateStore.open(folder.resolve("state.db"))) {
            MeteredStore store = new MeteredStore(file);
            double with = evaluate(execs, room, Optional.of(store));
            out.printf(
                    "| %,d | %,d | %.2f | %.2f | %,d | %,d |%n",
                    execs, room, without, with, store.commits(), store.reads());
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    /** Evaluates with an empty cache and returns the seconds that it takes. */
    private static double evaluate(int execs, int room, Optional<StateStore> store) throws Exception {
        MemoryRepository repository = MemoryRepository.create();
        Evaluator.Builder builder = Evaluator.builder(
                repository,
                MemoryAssoc.create(),
                ScriptedExecutor.of(repository, config -> result(repository, config))
                        .withResources(Resources.of(room, 1L << 40)));
        if (store.isEmpty()) {
            return evaluate(builder, execs);
        }
        Sessions sessions = Sessions.of(store.get(), NAMESPACE);
        try (Session session = sessions.open("benchmark", Duration.ofMinutes(10))) {
            return evaluate(
                    builder.claims(LeaseClaims.of(store.get(), NAMESPACE, sessions, session, Duration.ofMillis(200))),
                    execs);
        }
    }

    private static double evaluate(Evaluator.Builder builder, int execs) throws Exception {
        List<Flow> flows = new ArrayList<>(execs);
        for (int i = 0; i < execs; i++) {
            flows.add(ExecNode.of("echo " + i, List.of())
                    .resources(Resources.of(1, 1 << 20))
                    .build());
        }
        try (Evaluator evaluator = builder.build()) {
            long begin = System.nanoTime();
            evaluator
                    .start(List.of(MergeNode.of(flows)), EvaluationOptions.DEFAULT)
                    .await();
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private static Result result(MemoryRepository repository, ExecConfig config) {
        byte[] bytes = config.command().getBytes(StandardCharsets.UTF_8);
        Digest digest = repository.put(bytes);
        return Result.of(Fileset.of(File.resolved(digest, bytes.length)));
    }
}
