package io.weirflow.eval;

import io.weirflow.assertion.AssertionAccumulator;
import io.weirflow.assertion.AssertionGenerator;
import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.AssertionPolicy;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was asserted about sources in one evaluation: no two results of it may say different things about the same source, and
 * stored results are only used if what they say still holds. Thread-safe; {@link #rejection} may block.
 */
final class AssertionLedger {
    private static final int PARALLEL = 16;

    private final AssertionAccumulator known = new AssertionAccumulator();
    private final Set<Assertions> recorded = new HashSet<>();
    private final Map<AssertionKey, CompletableFuture<Assertions>> generated = new ConcurrentHashMap<>();
    private final FilesetFacts facts;
    private final AssertionPolicy policy;
    private final AssertionGenerator generator;

    AssertionLedger(FilesetFacts facts, AssertionPolicy policy, AssertionGenerator generator) {
        this.facts = facts;
        this.policy = policy;
        this.generator = generator;
    }

    /** Records what a new result asserts; returns the failure if that contradicts what another said. */
    Optional<Failure> record(Fileset value) {
        Set<Assertions> asserted = facts.of(value).asserted();
        if (asserted.isEmpty()) {
            return Optional.empty();
        }
        try {
            synchronized (recorded) {
                for (Assertions assertions : asserted) {
                    if (!recorded.contains(assertions)) {
                        known.add(List.of(assertions));
                        recorded.add(assertions);
                    }
                }
            }
            return Optional.empty();
        } catch (WeirflowException e) {
            return Optional.of(e.failure().wrap(ErrorKind.TEMPORARY, "adding assertions", value.digest()));
        }
    }

    /**
     * Returns why a stored result with assertions may not be used, if so.
     *
     * @param inputs the values of the node's inputs as far as these are known: they must agree with the result
     */
    Optional<String> rejection(Fileset stored, List<Fileset> inputs) {
        Set<Assertions> asserted = facts.of(stored).asserted();
        if (asserted.isEmpty()) {
            return Optional.empty();
        }
        try {
            Assertions then = Assertions.merge(asserted);
            Assertions.merge(List.of(then, facts.assertions(inputs)));
            if (policy.equals(AssertionPolicy.NEVER)) {
                // It accepts whatever holds now, which need not be found out then.
                return Optional.empty();
            }
            List<Assertions> now = current(then);
            return policy.holds(List.of(then), now)
                    ? Optional.empty()
                    : Optional.of("what it says of its sources does not hold any more");
        } catch (WeirflowException e) {
            return Optional.of("its assertions cannot be compared: " + e.getMessage());
        }
    }

    /** Returns what holds now about the subjects of some assertions: as this evaluation saw it, or else as the generator says. */
    private List<Assertions> current(Assertions then) {
        AssertionAccumulator.Selection selection = known.select(then.asMap().keySet());
        List<Assertions> now = new ArrayList<>();
        now.add(selection.found());
        Parallel.forEach(selection.missing(), PARALLEL, this::generate);
        for (AssertionKey key : selection.missing()) {
            now.add(generate(key));
        }
        return now;
    }

    /** Asks the generator once about each key, whoever asks first. */
    private Assertions generate(AssertionKey key) {
        CompletableFuture<Assertions> mine = new CompletableFuture<>();
        CompletableFuture<Assertions> first = generated.putIfAbsent(key, mine);
        if (first == null) {
            try {
                mine.complete(generator.generate(key));
            } catch (RuntimeException e) {
                mine.completeExceptionally(e);
            }
            first = mine;
        }
        try {
            return first.join();
        } catch (CompletionException e) {
            throw WeirflowException.wrap(e.getCause() == null ? e : e.getCause(), "assertion", key);
        }
    }
}
