package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.eval.CacheMode;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.eval.LookupOrder;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.FlowDigests;
import io.weirflow.reflow.FilesetJson;
import io.weirflow.reflow.FilesetText;
import io.weirflow.reflow.GoUrl;
import io.weirflow.reflow.ReflowKeyScheme;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Suite {@code eval}: evaluations with a model of an executor, by Reflow's keys, in its three modes. Reflow never serves the root
 * from the cache, which is asked for here by invalidating it.
 */
public final class EvalVectors implements VectorSuite {
    private static final List<String> IMPORTED = List.of("a/1", "a/2", "b/1", "sample_R1.fastq.gz", "x.bam");
    private static final List<String> MULTIPLE = List.of("a/x", "a/y", "b/z");
    private static final Resources PLENTY =
            Resources.of(Map.of(Resources.CPU, 1e6, Resources.MEM, 1e18, Resources.DISK, 1e18));
    private static final EvaluationOptions OPTIONS = EvaluationOptions.DEFAULT.withKeyScheme(ReflowKeyScheme.create());

    @Override
    public String name() {
        return "eval";
    }

    @Override
    public void check(VectorCase vector) {
        check(vector, "nocache", OPTIONS.withCacheMode(CacheMode.OFF));
        check(vector, "topdown", OPTIONS);
        check(vector, "bottomup", OPTIONS.withLookupOrder(LookupOrder.BOTTOM_UP));
    }

    private static void check(VectorCase vector, String mode, EvaluationOptions options) {
        Json graph = vector.in();
        Json expected = vector.out().get(mode);
        boolean sameValue = !vector.out().flag(EvalRules.DATA_KEPT);
        boolean workOnce = vector.out().flag(EvalRules.WORK_ONCE);
        Set<Digest> roots = roots(graph);
        EvaluationOptions rootNotCached = options.withInvalidate(flow -> roots.contains(digest(flow)));
        try (Model model = new Model()) {
            Fileset cold = model.evaluate(VectorGraph.of(graph).root(), rootNotCached);
            if (sameValue) {
                same("json", FilesetJson.writeV1(cold), expected);
                same("digest", cold.digest().toString(), expected);
            }
            if (sameValue && expected.has("string") && !vector.out().flag(EvalRules.ANY_FORM)) {
                same("string", FilesetText.text(cold), expected);
            }
            model.ran("execs", expected, workOnce);
            if (options.cacheMode() == CacheMode.OFF) {
                return;
            }
            sameKeys(model.keys(), expected);
            Fileset warm = model.evaluate(VectorGraph.of(graph).root(), rootNotCached);
            assertThat(warm.digest()).as("warm value").isEqualTo(cold.digest());
            if (sameValue) {
                same("warmJson", FilesetJson.writeV1(warm), expected);
                same("warmDigest", warm.digest().toString(), expected);
            }
            model.ran("warmExecs", expected, workOnce);
        }
    }

    private static void same(String field, String actual, Json expected) {
        if (expected.has(field)) {
            assertThat(actual).as(field).isEqualTo(expected.text(field));
        } else {
            List<String> variants = expected.get(field + "Variants").elements(Json::text);
            assertThat(actual).as(field).isIn(variants);
        }
    }

    private static void sameKeys(Set<String> actual, Json expected) {
        if (expected.has("assocKeysAfterCold")) {
            assertThat(actual)
                    .as("assocKeysAfterCold")
                    .containsExactlyInAnyOrderElementsOf(
                            expected.get("assocKeysAfterCold").elements(Json::text));
        } else {
            List<Set<String>> variants = expected.get("assocKeysAfterColdVariants")
                    .elements(variant -> new TreeSet<>(variant.elements(Json::text)));
            assertThat(actual).as("assocKeysAfterCold").isIn(variants);
        }
    }

    /** Returns what the root is, and what it becomes where it is a continuation. */
    private static Set<Digest> roots(Json graph) {
        Set<Digest> roots = new HashSet<>();
        Json current = graph;
        while (true) {
            roots.add(digest(VectorGraph.of(current).root()));
            String id = current.text("root");
            Json root = current.get("nodes").elements().stream()
                    .filter(node -> node.text("id").equals(id))
                    .findFirst()
                    .orElseThrow();
            if (!root.text("op").equals("k") && !root.text("op").equals("kctx")) {
                return roots;
            }
            current = root.get("body");
        }
    }

    private static Digest digest(Flow flow) {
        return new FlowDigests(ReflowKeyScheme.create()).of(flow);
    }

    /** The model of an executor that the vectors were made with, and the stores beside it. */
    private static final class Model implements AutoCloseable {
        private final MemoryRepository repository = MemoryRepository.create();
        private final MemoryAssoc assoc = MemoryAssoc.create();
        private final List<String> runs = Collections.synchronizedList(new ArrayList<>());
        private final Evaluator evaluator = Evaluator.builder(
                        repository,
                        assoc,
                        ScriptedExecutor.of(repository, this::run).withResources(PLENTY))
                .build();

        Fileset evaluate(Flow root, EvaluationOptions options) {
            try (Evaluation evaluation = evaluator.start(List.of(root), options)) {
                return evaluation.await().value(root);
            }
        }

        /** Compares the number of execs that were run with Reflow's. Where that repeats work, no work may be done twice. */
        void ran(String field, Json expected, boolean workOnce) {
            int count = (int) expected.integer(field);
            if (workOnce) {
                assertThat(runs).as(field).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(count);
            } else {
                assertThat(runs).as(field).hasSize(count);
            }
            runs.clear();
        }

        Set<String> keys() {
            Set<String> keys = new TreeSet<>();
            assoc.scan(
                    EnumSet.allOf(AssocKind.class),
                    entry -> keys.add(
                            entry.key().kind().text() + " " + entry.key().digest()));
            return keys;
        }

        private Result run(ExecConfig config) {
            runs.add(config + " " + config.image() + " " + config.args());
            return Result.of(config.type() == ExecType.INTERN ? intern(GoUrl.normalize(config.url())) : exec(config));
        }

        private Fileset intern(String url) {
            Assertions asserted = url.contains("assert")
                    ? Assertions.of(new AssertionKey(AssertionKey.BLOB, url), Map.of("etag", "etag-of-" + url))
                    : Assertions.NONE;
            Map<String, File> files = new TreeMap<>();
            IMPORTED.forEach(path -> files.put(path, put(url + "#" + path).withAssertions(asserted)));
            return Fileset.directory(files);
        }

        private Fileset exec(ExecConfig config) {
            StringBuilder content = new StringBuilder(config.image() + "|" + config.command());
            int outputs = 0;
            for (Arg arg : config.args()) {
                if (arg instanceof Arg.Input input) {
                    content.append('|').append(input.fileset().digest());
                } else if (arg instanceof Arg.Output output) {
                    content.append("|out").append(output.index());
                    outputs = Math.max(outputs, output.index() + 1);
                }
            }
            if (outputs == 0) {
                return one(config, content.toString());
            }
            List<Fileset> list = new ArrayList<>();
            for (int i = 0; i < outputs; i++) {
                list.add(one(config, content + ">" + i));
            }
            return Fileset.list(list);
        }

        private Fileset one(ExecConfig config, String content) {
            if (!config.command().contains("multi")) {
                return Fileset.of(put(content));
            }
            Map<String, File> files = new TreeMap<>();
            MULTIPLE.forEach(path -> files.put(path, put(content + "#" + path)));
            return Fileset.directory(files);
        }

        private File put(String content) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            return File.resolved(repository.put(bytes), bytes.length);
        }

        @Override
        public void close() {
            evaluator.close();
        }
    }
}
