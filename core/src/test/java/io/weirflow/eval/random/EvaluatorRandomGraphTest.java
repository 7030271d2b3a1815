package io.weirflow.eval.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.cache.Presence;
import io.weirflow.digest.Digest;
import io.weirflow.eval.CacheMode;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.LookupOrder;
import io.weirflow.eval.random.NaiveEvaluation.Work;
import io.weirflow.flow.Flow;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever the cache holds or has lost, an evaluation gives what a naive one gives, and does no work twice. */
class EvaluatorRandomGraphTest {
    private static final EvaluationOptions READ_WRITE = EvaluationOptions.DEFAULT;
    private static final EvaluationOptions TARGETS = READ_WRITE.withPresence(Presence.CHECK_TARGETS);

    /** How often the same work may be done again in one evaluation for each object that is found to be gone. */
    private static final int MAX_REWINDS = 5;

    @Provide
    static Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 23);
        return Combinators.combine(kinds(), number, number, number)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    /** Most graphs should succeed. */
    private static Arbitrary<Step.Kind> kinds() {
        return Arbitraries.frequency(Arrays.stream(Step.Kind.values())
                .map(kind -> Tuple.of(kind == Step.Kind.FAILED_VAL ? 1 : 8, kind))
                .toList());
    }

    @Example
    void aGoodPartOfTheGraphsSucceedsAndDoesWork() {
        List<NaiveEvaluation> sample =
                steps().sampleStream().limit(300).map(NaiveEvaluation::new).toList();
        assertThat(count(
                        sample,
                        naive -> naive.allTargetsSucceed() && naive.succeeded().size() > 3))
                .isGreaterThan(25);
        assertThat(count(sample, naive -> !naive.allTargetsSucceed())).isGreaterThan(3);
        assertThat(count(sample, naive -> !naive.failed().isEmpty())).isGreaterThan(3);
    }

    private static long count(List<NaiveEvaluation> sample, Predicate<NaiveEvaluation> condition) {
        return sample.stream().filter(condition).count();
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void inEachModeAColdEvaluationDoesEachPieceOfWorkOnce(
            @ForAll("steps") List<Step> steps,
            @ForAll CacheMode mode,
            @ForAll LookupOrder order,
            @ForAll boolean ownRepository) {
        EvaluationOptions options = READ_WRITE.withCacheMode(mode).withLookupOrder(order);
        NaiveEvaluation naive = new NaiveEvaluation(steps);
        try (World world = new World(ownRepository)) {
            evaluate(world, steps, options, naive);
            ranOnce(world, naive);
            if (naive.allTargetsSucceed()) {
                assertThat(world.runs()).containsExactlyInAnyOrderElementsOf(naive.succeeded());
            }
            assertThat(world.assoc.count() > 0).isEqualTo(mode.writes() && succeeded(world, naive));
            evaluate(world, steps, options, naive);
            ranOnce(world, naive);
            if (naive.allTargetsSucceed()) {
                assertThat(world.runs())
                        .containsExactlyInAnyOrderElementsOf(
                                mode == CacheMode.READ_WRITE ? Set.of() : naive.succeeded());
            }
        }
    }

    private static boolean succeeded(World world, NaiveEvaluation naive) {
        return world.runs().stream().anyMatch(naive.succeeded()::contains);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void whatOnceSucceededNeverRunsAgain(
            @ForAll("steps") List<Step> steps, @ForAll LookupOrder first, @ForAll LookupOrder second) {
        NaiveEvaluation naive = new NaiveEvaluation(steps);
        try (World world = new World(false)) {
            evaluate(world, steps, READ_WRITE.withLookupOrder(first), naive);
            Set<Work> done = new HashSet<>(world.runs());
            done.removeAll(naive.failed());
            // Other targets of the same graph: what they need is cached as far as it was needed before.
            List<Step> part = steps.subList(0, (steps.size() + 1) / 2);
            NaiveEvaluation naivePart = new NaiveEvaluation(part);
            evaluate(world, part, READ_WRITE.withLookupOrder(second), naivePart);
            ranOnce(world, naivePart);
            assertThat(world.runs()).doesNotContainAnyElementsOf(orSomething(done));
            evaluate(world, steps, READ_WRITE.withLookupOrder(second), naive);
            assertThat(world.runs()).doesNotContainAnyElementsOf(orSomething(done));
        }
    }

    /** An assertion about the elements of nothing would be refused. */
    private static Collection<Work> orSomething(Set<Work> works) {
        return works.isEmpty() ? List.of(new Work("no work", List.of())) : works;
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void entriesThatWereEvictedAreMadeAgain(
            @ForAll("steps") List<Step> steps,
            @ForAll LookupOrder first,
            @ForAll LookupOrder second,
            @ForAll long seed) {
        NaiveEvaluation naive = new NaiveEvaluation(steps);
        try (World world = new World(false)) {
            evaluate(world, steps, READ_WRITE.withLookupOrder(first), naive);
            world.evict(new Random(seed));
            evaluate(world, steps, READ_WRITE.withLookupOrder(second), naive);
            ranOnce(world, naive);
            nothingRunsNow(world, steps, READ_WRITE.withLookupOrder(second), naive);
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void objectsThatWereRemovedAreMadeAgain(
            @ForAll("steps") List<Step> steps,
            @ForAll LookupOrder first,
            @ForAll LookupOrder second,
            @ForAll boolean ownRepository,
            @ForAll long seed) {
        NaiveEvaluation naive = new NaiveEvaluation(steps);
        Random random = new Random(seed);
        try (World world = new World(ownRepository)) {
            evaluate(world, steps, READ_WRITE.withLookupOrder(first), naive);
            world.evict(random);
            world.someObjects(random).forEach(world.repository::remove);
            evaluate(world, steps, READ_WRITE.withLookupOrder(second), naive);
            ranOnce(world, naive);
            nothingRunsNow(world, steps, READ_WRITE.withLookupOrder(second), naive);
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void objectsThatAreTrustedToBeThereAndAreNotAreMadeAgain(
            @ForAll("steps") List<Step> steps,
            @ForAll LookupOrder first,
            @ForAll LookupOrder second,
            @ForAll long seed) {
        NaiveEvaluation naive = new NaiveEvaluation(steps);
        Random random = new Random(seed);
        try (World world = new World(false)) {
            evaluate(world, steps, READ_WRITE.withLookupOrder(first), naive);
            world.evict(random);
            List<Digest> removed = world.someObjects(random);
            removed.forEach(world.repository::remove);
            evaluate(world, steps, TARGETS.withLookupOrder(second), naive);
            ranAtMost(1 + MAX_REWINDS * removed.size(), world, naive);
            // What no target needed is still gone.
            nothingRunsNow(world, steps, TARGETS.withLookupOrder(second), naive);
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void objectsThatAreDamagedAreMadeAgainWhenTheyAreRead(
            @ForAll("steps") List<Step> steps,
            @ForAll LookupOrder first,
            @ForAll LookupOrder second,
            @ForAll long seed) {
        NaiveEvaluation naive = new NaiveEvaluation(steps);
        Random random = new Random(seed);
        try (World world = new World(false)) {
            evaluate(world, steps, READ_WRITE.withLookupOrder(first), naive);
            world.evict(random);
            List<Digest> damaged = world.someObjects(random);
            damaged.forEach(object -> world.repository.damage(object, new byte[] {1}));
            Evaluation evaluation = world.evaluate(READ_WRITE.withLookupOrder(second), Graph.targets(steps, world));
            ranAtMost(1 + MAX_REWINDS * damaged.size(), world, naive);
            repairTargets(evaluation, damaged, world, naive);
        }
    }

    /** Nobody has read the content of targets yet: what is damaged of it shows only now. */
    private static void repairTargets(Evaluation evaluation, List<Digest> damaged, World world, NaiveEvaluation naive) {
        for (int i = 0; i < evaluation.targets().size(); i++) {
            Optional<Value> expected = naive.targets().get(i);
            Flow target = evaluation.targets().get(i);
            if (expected.isPresent()) {
                evaluation.value(target).forEachFile((path, file) -> {
                    if (damaged.contains(file.id())) {
                        assertThat(world.repository.missing(List.of(file.id()))).isEmpty();
                    }
                });
            } else {
                assertThatThrownBy(() -> evaluation.value(target)).isInstanceOf(RuntimeException.class);
            }
        }
    }

    private static void evaluate(World world, List<Step> steps, EvaluationOptions options, NaiveEvaluation naive) {
        Evaluation evaluation = world.evaluate(options, Graph.targets(steps, world));
        for (int i = 0; i < evaluation.targets().size(); i++) {
            Optional<Value> expected = naive.targets().get(i);
            Flow target = evaluation.targets().get(i);
            if (expected.isPresent()) {
                assertThat(Value.read(evaluation.value(target), world.repository))
                        .isEqualTo(expected.get());
            } else {
                assertThatThrownBy(() -> evaluation.value(target)).isInstanceOf(RuntimeException.class);
            }
        }
    }

    private static void nothingRunsNow(
            World world, List<Step> steps, EvaluationOptions options, NaiveEvaluation naive) {
        evaluate(world, steps, options, naive);
        if (naive.allTargetsSucceed()) {
            assertThat(world.runs()).isEmpty();
        }
    }

    private static void ranOnce(World world, NaiveEvaluation naive) {
        ranAtMost(1, world, naive);
    }

    private static void ranAtMost(int times, World world, NaiveEvaluation naive) {
        List<Work> runs = world.runs();
        Set<Work> possible = new HashSet<>(naive.succeeded());
        possible.addAll(naive.failed());
        assertThat(possible).containsAll(runs);
        for (Work work : possible) {
            assertThat(runs.stream().filter(work::equals).count())
                    .as(work.toString())
                    .isLessThanOrEqualTo(times);
        }
    }
}
