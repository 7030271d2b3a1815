package io.weirflow.eval;

import com.google.common.base.Splitter;
import io.weirflow.assertion.AssertionGenerator;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.blob.MemoryBlobStore;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ScriptedExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Everything that an evaluator needs, in memory, with an executor that knows a few commands: {@code put TEXT} gives a file
 * of that text, {@code cat} the contents of its inputs one after the other, {@code tag NAME} these in brackets after a name,
 * {@code files A=X,B=Y} a directory, {@code fail} fails. Others are defined by {@link #on}.
 */
final class Lab implements AutoCloseable {
    final MemoryRepository repository = MemoryRepository.create();
    final MemoryAssoc assoc = MemoryAssoc.create();
    final MemoryBlobStore store = MemoryBlobStore.of("b");
    /** What was run: commands, and {@code intern} and {@code extern} with their URLs. */
    final List<String> runs = Collections.synchronizedList(new ArrayList<>());

    /** How long was waited, in no time. */
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    private final Map<String, Function<ExecConfig, Result>> commands = new ConcurrentHashMap<>();
    final ScriptedExecutor executor = ScriptedExecutor.of(repository, this::script);
    private Optional<Evaluator> evaluator = Optional.empty();

    /** Returns the lab's evaluator. */
    Evaluator evaluator() {
        if (evaluator.isEmpty()) {
            evaluator = Optional.of(builder(assoc, executor).build());
        }
        return evaluator.get();
    }

    Evaluator.Builder builder(Assoc index, Executor on) {
        return Evaluator.builder(repository, index, on)
                .sources(BlobMux.of(List.of(store)))
                .sleeper(pauses::add);
    }

    /** Makes the lab's evaluator ask a generator about assertions. */
    void assertions(AssertionGenerator generator) {
        evaluator = Optional.of(builder(assoc, executor).assertions(generator).build());
    }

    /** Starts an evaluation. */
    Evaluation start(EvaluationOptions options, Flow... targets) {
        return evaluator().start(List.of(targets), options);
    }

    /** Evaluates to the end, whatever that is. */
    Evaluation run(EvaluationOptions options, Flow... targets) {
        return start(options, targets).awaitResult();
    }

    Evaluation run(Flow... targets) {
        return run(EvaluationOptions.DEFAULT, targets);
    }

    /** Returns the text of the one file that a graph gives. */
    String text(Flow target) {
        return text(run(target).await().value(target));
    }

    /** Returns what was run since the last time that this was asked, in alphabetical order. */
    List<String> ran() {
        synchronized (runs) {
            List<String> list = runs.stream().sorted().toList();
            runs.clear();
            return list;
        }
    }

    /** Defines a command by its first word. */
    void on(String command, Function<ExecConfig, Result> meaning) {
        commands.put(command, meaning);
    }

    /** Puts an object into the bucket of sources. */
    void source(String key, String content) {
        store.bucket("b").put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    File file(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return File.resolved(repository.put(bytes), bytes.length);
    }

    Result result(String text) {
        return Result.of(Fileset.of(file(text)));
    }

    /** Returns the contents of all files of a value, one after the other. */
    String text(Fileset value) {
        StringBuilder text = new StringBuilder();
        value.forEachFile((path, file) -> text.append(new String(content(file), StandardCharsets.UTF_8)));
        return text.toString();
    }

    private byte[] content(File file) {
        return file.isReference() ? bytes(file.source()) : repository.read(file.id());
    }

    private byte[] bytes(String url) {
        try (InputStream in = store.bucket("b").open(url.substring("mem://b/".length()), Optional.empty())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Flow exec(String command, Flow... inputs) {
        return ExecNode.of(command, List.of(inputs)).ident(command).build();
    }

    Result script(ExecConfig config) {
        if (config.type() == ExecType.INTERN) {
            runs.add("intern " + config.url());
            Function<ExecConfig, Result> special = commands.get("intern");
            return special == null ? Result.of(intern(config.url())) : special.apply(config);
        }
        if (config.type() == ExecType.EXTERN) {
            runs.add("extern " + config.url());
            Fileset value = ((Arg.Input) config.args().get(0)).fileset();
            source(config.url().substring("mem://b/".length()), text(value));
            return Result.of(value);
        }
        runs.add(config.command());
        String[] words = config.command().split(" ", 2);
        Function<ExecConfig, Result> special = commands.get(words[0]);
        return special == null ? command(words[0], words.length > 1 ? words[1] : "", config) : special.apply(config);
    }

    private Result command(String name, String rest, ExecConfig config) {
        return switch (name) {
            case "put" -> result(rest);
            case "cat" -> result(inputs(config));
            case "tag" -> result(rest + "(" + inputs(config) + ")");
            case "files" -> Result.of(directory(rest));
            case "fail" -> Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exit code 1"));
            default -> throw WeirflowException.of(ErrorKind.NOT_SUPPORTED, "script", "unknown command", name);
        };
    }

    String inputs(ExecConfig config) {
        StringBuilder text = new StringBuilder();
        for (Arg arg : config.args()) {
            text.append(arg instanceof Arg.Input input ? text(input.fileset()) : "");
        }
        return text.toString();
    }

    private Fileset directory(String entries) {
        Map<String, File> files = new TreeMap<>();
        Splitter.on(',').withKeyValueSeparator('=').split(entries).forEach((path, text) -> files.put(path, file(text)));
        return Fileset.directory(files);
    }

    private Fileset intern(String url) {
        return BlobMux.of(List.of(store))
                .snapshot(url)
                .mapFiles(file -> file.resolvedTo(repository.put(bytes(file.source())), file.sizeBytes())
                        .withSource("", "")
                        .withLastModified((java.time.Instant) null)
                        .withContentHash(null));
    }

    @Override
    public void close() {
        evaluator.ifPresent(Evaluator::close);
    }
}
