package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.ERROR;
import static io.weirflow.run.graph.Conclusion.FAIL;
import static io.weirflow.run.graph.Conclusion.SKIPPED;
import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.run.Attempt;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.Run;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStats;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.SimulatedCrash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever commit a process stops at: another one completes what it had begun, and nothing is lost or recorded twice. */
interface RunStoreCrashRules extends RunStoreRules {
    /** A graph with a wide fan whose sink succeeds, a node that is tried again, and a failure with many descendants. */
    private static GraphSpec graph() {
        GraphSpec.Builder graph = GraphSpec.builder()
                .node(RunWorld.node("root"))
                .node(RunWorld.node("sink"))
                .node(RunWorld.node("flaky").withMaxAttempts(FAIL, 2).withMaxAttempts(ERROR, 20))
                .node(RunWorld.node("bad"))
                .edge("root", "flaky")
                .edge("root", "bad")
                .edge("flaky", "sink");
        for (int i = 0; i < 30; i++) {
            add(graph, "wide" + i, "root");
            graph.edge("wide" + i, "sink");
        }
        for (int i = 0; i < 110; i++) {
            add(graph, "skip" + i, i == 0 ? "bad" : "skip" + (i - 1));
        }
        return graph.build();
    }

    /** Adds a node that may be lost and taken over any number of times. */
    private static void add(GraphSpec.Builder graph, String name, String parent) {
        graph.node(RunWorld.node(name).withMaxAttempts(ERROR, 20)).edge(parent, name);
    }

    private static Conclusion ending(ClaimedNode node) {
        boolean fails = node.node().name().equals("bad")
                || node.node().name().equals("flaky") && node.node().attempts().isEmpty();
        return fails ? FAIL : SUCCESS;
    }

    /** Starts a run and executes it as far as the process lives; returns whether it lived to the end. */
    private boolean live(String namespace, FaultyStateStore.Plan plan) {
        try {
            RunWorld process = faultyWorld(namespace, plan);
            process.runs().startRun(graph(), RunOptions.DEFAULT);
            try (Membership me = process.join("mortal")) {
                process.drain(me, RunStoreCrashRules::ending);
            }
            return true;
        } catch (SimulatedCrash e) {
            return false;
        }
    }

    private void recover(String namespace) {
        RunWorld heir = worldOf(namespace);
        heir.expireOthers();
        Membership me = heir.join("heir");
        List<ClaimedNode> executed = heir.drain(me, RunStoreCrashRules::ending);
        for (ClaimedNode node : executed) {
            assertThat(node.node().inputs().keySet())
                    .as("what %s depends on has succeeded", node.claim())
                    .isEqualTo(parents(node.node().name()));
        }
        for (RunSummary summary : heir.runs().listRuns(RunQuery.ALL).runs()) {
            verify(heir.runs().inspectRun(summary.id()), summary);
        }
        RunStats stats = heir.runs().stats();
        assertThat(stats.ready() + stats.running() + stats.orphaned() + stats.waiting())
                .as("nothing is left in an index: %s", stats)
                .isZero();
    }

    private static Set<String> parents(String name) {
        Set<String> parents = new HashSet<>();
        graph().edges().stream()
                .filter(edge -> edge.destination().equals(name))
                .forEach(edge -> parents.add(edge.source()));
        return parents;
    }

    private static void verify(Run run, RunSummary summary) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(summary.counts()).isEqualTo(run.counts());
        for (Node node : run.nodes()) {
            assertThat(node.attempts()).extracting(Attempt::token).doesNotHaveDuplicates();
            assertThat(node.conclusion()).as("%s", node).contains(expected(run, node));
            node.output().ifPresent(output -> assertThat(output.utf8()).isEqualTo(node.name()));
        }
    }

    /** The root and the bad node are not tried again when they are orphaned, which then is their end. */
    private static Conclusion expected(Run run, Node node) {
        if (node.name().startsWith("skip")) {
            return SKIPPED;
        }
        boolean rootLost = run.node("root").orElseThrow().conclusion().equals(Optional.of(ERROR));
        if (rootLost) {
            return node.name().equals("root") ? ERROR : SKIPPED;
        }
        Conclusion found = node.conclusion().orElseThrow();
        boolean once = node.name().equals("bad") || node.name().equals("sink");
        if (once && found == ERROR) {
            assertThat(node.attempts().get(0).result().conclusion()).isEqualTo(ERROR);
            return ERROR;
        }
        return node.name().equals("bad") ? FAIL : SUCCESS;
    }

    private int commitsOfALife() {
        AtomicInteger commits = new AtomicInteger();
        assertThat(live("-counted", isCommit -> {
                    commits.addAndGet(isCommit ? 1 : 0);
                    return Fault.NONE;
                }))
                .isTrue();
        recover("-counted");
        return commits.get();
    }

    @Test
    default void aProcessMayCrashBeforeOrAfterAnyCommit() {
        int commits = commitsOfALife();
        assertThat(commits).isGreaterThan(40);
        for (int number = 1; number <= commits; number += crashStride()) {
            for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
                String namespace = "-" + fault + number;
                AtomicInteger made = new AtomicInteger();
                FaultyStateStore.Plan plan = FaultyStateStore.Plan.atCommit(number, fault);
                boolean whole = live(namespace, isCommit -> {
                    made.addAndGet(isCommit ? 1 : 0);
                    return plan.next(isCommit);
                });
                // Lives differ by a few commits: the last faults may come too late.
                assertThat(whole)
                        .as("life that ends at commit %s of %s", number, commits)
                        .isEqualTo(made.get() < number);
                recover(namespace);
            }
        }
    }

    @Test
    default void aReplyMayBeLostOrARecordContendedAtAnyCommit() {
        int commits = commitsOfALife();
        for (int number = 1; number <= commits; number += 2 * crashStride()) {
            for (Fault fault : List.of(Fault.REPLY_LOST, Fault.CONTENDED)) {
                String namespace = "-" + fault + number;
                assertThat(live(namespace, FaultyStateStore.Plan.atCommit(number, fault)))
                        .isTrue();
                recover(namespace);
                assertThat(worldOf(namespace).runs().listRuns(RunQuery.ALL).runs())
                        .hasSize(1);
            }
        }
    }

    @Test
    default void aLargeStartThatStopsHalfWayLeavesNothingBehindInTheEnd() {
        GraphSpec.Builder large = GraphSpec.builder();
        String value = "x".repeat(30_000);
        for (int i = 0; i < 130; i++) {
            large.node(RunWorld.node("n" + i).with("key", value + i));
        }
        List<Boolean> whole = new ArrayList<>();
        for (int number = 2; number <= 6; number++) {
            String namespace = "-large" + number;
            try {
                RunWorld process = faultyWorld(namespace, FaultyStateStore.Plan.atCommit(number, Fault.CRASH_AFTER));
                process.runs().startRun(large.build());
            } catch (SimulatedCrash e) {
                assertThat(e).isNotNull();
            }
            RunWorld heir = worldOf(namespace);
            heir.settle();
            List<RunSummary> runs = heir.runs().listRuns(RunQuery.ALL).runs();
            whole.add(!runs.isEmpty());
            runs.forEach(run -> assertThat(heir.runs().inspectRun(run.id()).nodes())
                    .hasSize(130)
                    .allSatisfy(node ->
                            assertThat(node.spec().value("key").orElseThrow()).startsWith(value)));
        }
        assertThat(whole).startsWith(false, false).endsWith(true);
    }
}
