package io.weirflow.eval.random;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.blob.MemoryBlobStore;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.eval.random.NaiveEvaluation.Work;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.ScriptedExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Runs random graphs in memory and notes what ran. */
final class World implements AutoCloseable {
    /** What is at the URLs of sources; two of them hold the same. */
    static final Map<String, Value> SOURCES = Map.of(
            "mem://b/one", Value.file("1"),
            "mem://b/same", Value.file("1"),
            "mem://b/d/", Value.directory(new TreeMap<>(Map.of("d1/a", "x", "d2/b", "y", "c", "1"))));

    /** URLs that graphs import; at the last there is nothing. */
    static final List<String> URLS = List.of(
            "mem://b/one",
            "mem://b/d/",
            "mem://b/same",
            "mem://b/d/",
            "mem://b/d/",
            "mem://b/one",
            "mem://b/d/",
            "mem://b/none");

    final MemoryRepository repository = MemoryRepository.create();
    final MemoryAssoc assoc = MemoryAssoc.create();
    private final MemoryRepository executorRepository;
    private final BlobMux sources;
    private final Evaluator evaluator;
    private final Set<Digest> constants = new HashSet<>();
    private final Set<Digest> results = ConcurrentHashMap.newKeySet();
    private final List<Work> runs = Collections.synchronizedList(new ArrayList<>());

    /**
     * Creates an empty world.
     *
     * @param ownRepository whether the executor has a repository of its own
     */
    World(boolean ownRepository) {
        executorRepository = ownRepository ? MemoryRepository.create() : repository;
        MemoryBlobStore store = MemoryBlobStore.of("b");
        SOURCES.forEach((url, value) -> value.files().forEach((path, text) -> {
            String key = url.substring("mem://b/".length()) + (path.equals(Fileset.FILE_PATH) ? "" : path);
            store.bucket("b").put(key, text.getBytes(StandardCharsets.UTF_8));
        }));
        sources = BlobMux.of(List.of(store));
        evaluator = Evaluator.builder(repository, assoc, ScriptedExecutor.of(executorRepository, this::script))
                .sources(sources)
                .build();
    }

    /** Evaluates some graphs to the end. */
    Evaluation evaluate(EvaluationOptions options, List<Flow> targets) {
        runs.clear();
        return evaluator.start(targets, options.withKeepGoing(true)).awaitResult();
    }

    /** Returns what ran in the last evaluation, as often as it did. */
    List<Work> runs() {
        return List.copyOf(runs);
    }

    /** Returns what a constant of a graph holds. */
    Fileset constant(Value value) {
        Fileset constant = value.write(repository);
        constant.forEachFile((path, file) -> constants.add(file.id()));
        return constant;
    }

    private Result script(ExecConfig config) {
        if (config.type() == ExecType.INTERN) {
            runs.add(new Work("intern " + config.url(), List.of()));
            return Result.of(noted(sources.snapshot(config.url()).mapFiles(this::fetch)));
        }
        List<Value> inputs = new ArrayList<>();
        for (Arg arg : config.args()) {
            inputs.add(Value.read(((Arg.Input) arg).fileset(), executorRepository));
        }
        runs.add(new Work(config.command(), inputs));
        return Commands.run(config.command(), inputs)
                .map(value -> Result.of(noted(value.write(executorRepository))))
                .orElseGet(() -> Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exit code 1")));
    }

    private File fetch(File reference) {
        try (InputStream in = sources.open(reference)) {
            byte[] content = in.readAllBytes();
            return File.resolved(executorRepository.put(content), content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The function of Java nodes. */
    Fileset java(List<Fileset> inputs, Repository from) {
        List<Value> values =
                inputs.stream().map(input -> Value.read(input, from)).toList();
        runs.add(new Work("java", values));
        return noted(javaResult(values)
                .orElseThrow(() -> WeirflowException.of(ErrorKind.INVALID, "java", "does not like its inputs"))
                .write(from));
    }

    private Fileset noted(Fileset result) {
        result.forEachFile((path, file) -> results.add(file.id()));
        return result;
    }

    static Optional<Value> javaResult(List<Value> inputs) {
        String text = Value.list(inputs).text();
        return text.length() % 23 == 22 ? Optional.empty() : Optional.of(Value.file(Commands.shorten("j" + text)));
    }

    /** Removes some entries of the cache; returns how many. */
    int evict(Random random) {
        List<AssocKey> keys = new ArrayList<>();
        assoc.scan(EnumSet.allOf(AssocKind.class), (AssocEntry entry) -> keys.add(entry.key()));
        keys.removeIf(key -> random.nextBoolean());
        assoc.delete(keys);
        return keys.size();
    }

    /** Returns some of the objects that results consist of, but none that only a constant of the graph holds. */
    List<Digest> someObjects(Random random) {
        List<Digest> objects = new ArrayList<>(new TreeSet<>(results));
        objects.removeIf(object -> constants.contains(object) || random.nextBoolean());
        return objects;
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
