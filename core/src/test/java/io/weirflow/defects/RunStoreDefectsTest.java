package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Finish;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.NodeHolder;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunPage;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStore;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Session;
import io.weirflow.testkit.RunStoreContract;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of stores of runs, put to the test: each defect breaks the rule that is there to find it. */
class RunStoreDefectsTest {
    /** A defect of a store of runs, or of the state store as it sees it, and the rule that finds it. */
    record Defect(String rule, UnaryOperator<RunStore> runs, UnaryOperator<StateStore> states) {
        static Defect ofRuns(String rule, UnaryOperator<RunStore> runs) {
            return new Defect(rule, runs, store -> store);
        }

        static Defect ofStates(String rule, UnaryOperator<StateStore> states) {
            return new Defect(rule, store -> store, states);
        }

        @Override
        public String toString() {
            return rule;
        }
    }

    static List<Defect> defects() {
        return List.of(
                Defect.ofRuns("aStaleTokenCannotFinishANode", ForgetfulOfTokens::new),
                Defect.ofRuns("theHarnessOfAdagioHolds", Generous::new),
                Defect.ofRuns("whoSubscribesLateHearsOfOrphansAndOfWhatIsReady", DeafToOrphans::new),
                Defect.ofRuns("aSlowSubscriberLosesNothingAndHoldsUpNobody", Lossy::new),
                Defect.ofRuns("twoAgentsOfOneIdentityAreRefused", Anonymous::new),
                Defect.ofRuns("aRunThatIsCanceledEndsWithoutWhatIsNotRunning", NeverCanceled::new),
                Defect.ofRuns("listsWithBoundsWorkAtTheirEdges", LimitZeroIsNone::new),
                Defect.ofRuns("anAgentWhoseSessionHasEndedIsNotListedAndCanBeReplaced", Dusty::new),
                Defect.ofStates("aFailureAtTheRootOfALongChainSkipsAllOfIt", Skipless::new),
                Defect.ofStates("aProcessMayCrashBeforeOrAfterAnyCommit", Torn::new),
                Defect.ofStates("theHarnessOfAdagioHolds", Unconditional::new));
    }

    private static Defect defect = Defect.ofRuns("", store -> store);

    /** Run by this test alone. */
    static class Subject extends RunStoreContract {
        private final StateStore store = new MemoryStateStore();

        @Override
        protected StateStore open() {
            return store;
        }

        @Override
        protected StateStore seen(StateStore faulty) {
            return defect.states().apply(faulty);
        }

        @Override
        protected RunStore runs(RunStore usual) {
            return defect.runs().apply(usual);
        }
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectBreaksTheRuleThatIsThereToFindIt(Defect which) {
        defect = which;
        assertThat(Contracts.brokenRules(Subject.class, which.rule())).containsExactly(which.rule());
    }

    @Test
    void theRulesHoldWithoutDefect() {
        Set<String> rules = new TreeSet<>();
        for (Defect each : defects()) {
            rules.add(each.rule());
        }
        assertThat(Contracts.brokenRules(Sound.class, rules.toArray(String[]::new)))
                .isEmpty();
    }

    /** Run by this test alone. */
    static class Sound extends RunStoreContract {
        private final StateStore store = new MemoryStateStore();

        @Override
        protected StateStore open() {
            return store;
        }
    }

    private static final class ForgetfulOfTokens extends ForwardingRunStore {
        ForgetfulOfTokens(RunStore store) {
            super(store);
        }

        @Override
        public Finish finishNode(NodeClaim claim, NodeResult result) {
            Node node = inspectNode(claim.run(), claim.node());
            long token = node.holder().map(NodeHolder::token).orElse(claim.token());
            return super.finishNode(new NodeClaim(claim.run(), claim.node(), claim.place(), token), result);
        }
    }

    private static final class Generous extends ForwardingRunStore {
        Generous(RunStore store) {
            super(store);
        }

        @Override
        public Optional<ClaimedNode> claimNode(Membership member, Ulid run, String node) {
            return super.claimNode(member, run, node).or(() -> {
                Node found = inspectNode(run, node);
                long token = found.holder().map(NodeHolder::token).orElse(0L);
                return Optional.of(new ClaimedNode(new NodeClaim(run, node, 0, token), found, false));
            });
        }
    }

    private static final class DeafToOrphans extends ForwardingRunStore {
        DeafToOrphans(RunStore store) {
            super(store);
        }

        @Override
        public NodeEvents subscribe(Membership member, Set<NodeEventType> types) {
            return super.subscribe(member, Set.of(NodeEventType.NODE_READY));
        }
    }

    private static final class Lossy extends ForwardingRunStore {
        Lossy(RunStore store) {
            super(store);
        }

        @Override
        public NodeEvents subscribe(Membership member, Set<NodeEventType> types) {
            NodeEvents events = super.subscribe(member, types);
            return new NodeEvents() {
                @Override
                public List<NodeEvent> poll(int limit) {
                    List<NodeEvent> found = events.poll(2 * limit);
                    return found.subList(0, Math.min(limit, found.size()));
                }

                @Override
                public Optional<NodeEvent> next(Duration wait) {
                    return events.next(wait);
                }

                @Override
                public void onHint(Runnable action) {
                    events.onHint(action);
                }

                @Override
                public void close() {
                    events.close();
                }
            };
        }
    }

    private static final class Anonymous extends ForwardingRunStore {
        private static int joined;

        Anonymous(RunStore store) {
            super(store);
        }

        @Override
        public Membership join(String agent, Set<String> runtimes, Session session) {
            return super.join(agent + joined++, runtimes, session);
        }
    }

    private static final class NeverCanceled extends ForwardingRunStore {
        NeverCanceled(RunStore store) {
            super(store);
        }

        @Override
        public boolean cancelRun(Ulid run, String reason) {
            return canceled(List.of(run)).isEmpty();
        }
    }

    private static final class LimitZeroIsNone extends ForwardingRunStore {
        LimitZeroIsNone(RunStore store) {
            super(store);
        }

        @Override
        public RunPage listRuns(RunQuery query) {
            return query.limit() == 0 ? new RunPage(List.of(), Optional.empty()) : super.listRuns(query);
        }
    }

    private static final class Dusty extends ForwardingRunStore {
        Dusty(RunStore store) {
            super(store);
        }

        @Override
        public boolean sweep(Session session) {
            return false;
        }
    }

    /** Passes on what another store does. */
    private static class Forwarding implements StateStore {
        private final StateStore store;

        Forwarding(StateStore store) {
            this.store = store;
        }

        @Override
        public Optional<Conflict> commit(Commit commit) {
            return store.commit(commit);
        }

        @Override
        public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
            return store.getAll(keys);
        }

        @Override
        public ScanPage scan(Scan scan) {
            return store.scan(scan);
        }

        @Override
        public Watch watch(String partition, Runnable action) {
            return store.watch(partition, action);
        }
    }

    /** Writes to the outbox after all else. */
    private static final class Torn extends Forwarding {
        Torn(StateStore store) {
            super(store);
        }

        @Override
        public Optional<Conflict> commit(Commit commit) {
            List<Write> apart = commit.writes().stream().filter(Torn::isOutbox).toList();
            List<Write> rest =
                    commit.writes().stream().filter(write -> !isOutbox(write)).toList();
            if (apart.isEmpty() || rest.isEmpty()) {
                return super.commit(commit);
            }
            Optional<Conflict> conflict = super.commit(new Commit(commit.id(), rest));
            return conflict.isPresent() ? conflict : super.commit(Commit.of(apart));
        }

        private static boolean isOutbox(Write write) {
            return write.key().partition().contains("/outbox/");
        }
    }

    /** Forgets what nodes that were never claimed entail. */
    private static final class Skipless extends Forwarding {
        Skipless(StateStore store) {
            super(store);
        }

        @Override
        public Optional<Conflict> commit(Commit commit) {
            return super.commit(new Commit(
                    commit.id(),
                    commit.writes().stream()
                            .filter(write -> !(write instanceof Write.Put put
                                    && put.key().partition().contains("/outbox/")
                                    && put.value().utf8().contains("skipped")))
                            .toList()));
        }
    }

    /** Writes whatever was there before. */
    private static final class Unconditional extends Forwarding {
        private final Map<StateKey, CountDownLatch> claims = new ConcurrentHashMap<>();

        Unconditional(StateStore store) {
            super(store);
        }

        @Override
        public Optional<Conflict> commit(Commit commit) {
            commit.writes().forEach(this::meetAtAClaim);
            return super.commit(new Commit(
                    commit.id(),
                    commit.writes().stream()
                            .filter(write -> !(write instanceof Write.Check)
                                    || commit.writes().size() == 1)
                            .map(write -> write instanceof Write.Put put
                                            && put.key().partition().endsWith("/nodes")
                                    ? new Write.Put(put.key(), put.value(), Condition.any())
                                    : write)
                            .toList()));
        }

        /** Who claims has read that the node is free: to let another do so too is to let both have it, on any schedule. */
        private void meetAtAClaim(Write write) {
            if (write instanceof Write.Put && write.key().partition().contains("/running/")) {
                CountDownLatch both = claims.computeIfAbsent(write.key(), key -> new CountDownLatch(2));
                both.countDown();
                try {
                    both.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
