package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.journal.duroot.DuRootState.Code;
import io.weirflow.journal.duroot.DuRootStatus;
import io.weirflow.journal.duroot.DuRootSweep;
import io.weirflow.journal.duroot.DuRoots;
import io.weirflow.journal.duroot.DuRoots.Versions;
import io.weirflow.journal.duroot.PathUsage;
import io.weirflow.journal.duroot.RootInfo;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link DuRoots} and their sweep promise on a state store. Each store has a subclass that says how it is opened. */
public abstract class DuRootContract {
    private static final String REGISTRY = "example.reg";
    private static final DuRootStatus OK = new DuRootStatus(0, "");

    private final String namespace = "contract-" + CommitId.random();
    private final ManualClock clock = new ManualClock();
    private final UUID id = UUID.randomUUID();
    private final String name = id.toString();
    private StateStore store;
    private DuRoots workflows;

    /** Opens a handle on the state. One that is {@link AutoCloseable} is closed after the test. */
    protected abstract StateStore open() throws Exception;

    @BeforeEach
    final void openTheWorkflows() throws Exception {
        store = open();
        workflows = workflows(store);
    }

    @AfterEach
    final void closeTheStore() throws Exception {
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private DuRoots workflows(StateStore on) {
        return DuRoots.of(
                Journal.of(on, namespace, clock),
                (registry, root) -> registry.equals(REGISTRY) && root.startsWith("/data")
                        ? Optional.of(new RootInfo(root, "host", "/srv" + root))
                        : Optional.empty());
    }

    @Test
    void aWorkflowIsBegunAndListedAtOnce() {
        Versions begun = workflows.begin(REGISTRY, Expect.any(), "//data/./x/../a/", id);
        assertThat(workflows.find(name).state().root()).contains(new RootInfo("/data/a", "host", "/srv/data/a"));
        assertThat(workflows.find(name).version()).isEqualTo(begun.workflow());
        assertThat(workflows.index(REGISTRY).version()).isEqualTo(begun.index());
        assertThat(workflows.index(REGISTRY).state().active()).containsOnlyKeys(name);
        assertThat(workflows.begin(REGISTRY, Expect.any(), "/data/a", id)).isEqualTo(begun);
    }

    @Test
    void whatCannotBeBegunIsRefused() {
        assertKind(ErrorKind.INVALID, () -> workflows.begin("Example", Expect.any(), "/data/a", id));
        assertKind(ErrorKind.INVALID, () -> workflows.begin("a..b", Expect.any(), "/data/a", id));
        assertKind(ErrorKind.INVALID, () -> workflows.begin("a/b", Expect.any(), "/data/a", id));
        assertKind(ErrorKind.INVALID, () -> workflows.begin(REGISTRY, Expect.any(), "data/a", id));
        assertKind(ErrorKind.NOT_EXIST, () -> workflows.begin(REGISTRY, Expect.any(), "/data/../a", id));
        assertKind(ErrorKind.NOT_EXIST, () -> workflows.begin("other.reg", Expect.any(), "/data/a", id));
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        assertKind(ErrorKind.PRECONDITION, () -> workflows.begin(REGISTRY, Expect.any(), "/data/b", id));
        assertThatThrownBy(() -> workflows.begin(REGISTRY, Expect.version(Version.EPOCH), "/data/b", UUID.randomUUID()))
                .isInstanceOf(VersionConflictException.class);
        assertThat(workflows.index(REGISTRY).state().size()).isEqualTo(1);
    }

    @Test
    void usagesAreAppendedCompletedAndRead() {
        Version version = workflows.begin(REGISTRY, Expect.any(), "/data/a", id).workflow();
        version =
                workflows.append(name, Expect.version(version), List.of(new PathUsage("x", 1), new PathUsage("y", 2)));
        version = workflows.append(name, Expect.version(version), List.of(new PathUsage(".", 3)));
        assertThatThrownBy(() -> workflows.whole(name)).hasMessageContaining("partial");
        Versions done = workflows.commit(name, Expect.version(version), OK);
        assertThat(workflows.whole(name))
                .containsExactly(new PathUsage("x", 1), new PathUsage("y", 2), new PathUsage(".", 3));
        assertThat(workflows.find(name).state().code()).isEqualTo(Code.TERMINATED);
        assertThat(workflows.index(REGISTRY).state().completed()).containsOnlyKeys(name);
        assertThat(workflows.index(REGISTRY).state().active()).isEmpty();
        assertThat(done.workflow()).isEqualTo(workflows.find(name).version());
    }

    @Test
    void aFailureIsToldToWhoReads() {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        workflows.commit(name, Expect.any(), new DuRootStatus(1, "no luck"));
        assertKind(ErrorKind.EVAL, () -> workflows.whole(name));
        assertThatThrownBy(() -> workflows.whole(name)).hasMessageContaining("no luck");
    }

    @Test
    void whatDoesNotExistIsSaid() {
        assertKind(ErrorKind.NOT_EXIST, () -> workflows.find(name));
        workflows.delete(name, Expect.any());
        assertThatThrownBy(() -> workflows.delete(name, Expect.version(new Version(3, CommitId.random()))))
                .isInstanceOf(VersionConflictException.class);
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        assertKind(ErrorKind.PRECONDITION, () -> workflows.delete(name, Expect.any()));
        workflows.commit(name, Expect.any(), OK);
        workflows.delete(name, Expect.any());
        assertKind(ErrorKind.NOT_EXIST, () -> workflows.find(name));
    }

    @Test
    void aCrashAtAnyCommitIsRepairedByDoingItAgain() {
        for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.FAILS_BEFORE, Fault.REPLY_LOST)) {
            for (int commit = 1; commit <= 3; commit++) {
                UUID each = UUID.randomUUID();
                DuRoots faulty = workflows(new FaultyStateStore(store, FaultyStateStore.Plan.atCommit(commit, fault)));
                try {
                    live(faulty, each);
                } catch (FaultyStateStore.SimulatedCrash | WeirflowException e) {
                    assertThat(fault).isNotEqualTo(Fault.REPLY_LOST);
                }
                assertThat(isListed(each)).isEqualTo(exists(each));
                if (!exists(each) || workflows.find(each.toString()).state().code() == Code.INITIALIZED) {
                    live(workflows, each);
                } else if (workflows.find(each.toString()).state().code() == Code.COMPLETED) {
                    workflows.commit(each.toString(), Expect.any(), OK);
                }
                assertThat(workflows.find(each.toString()).state().code()).isEqualTo(Code.TERMINATED);
                assertThat(workflows.index(REGISTRY).state().completed()).containsKey(each.toString());
            }
        }
    }

    private static void live(DuRoots on, UUID each) {
        on.begin(REGISTRY, Expect.any(), "/data/a", each);
        on.commit(each.toString(), Expect.any(), OK);
    }

    private boolean isListed(UUID each) {
        var index = workflows.index(REGISTRY).state();
        return index.active().containsKey(each.toString()) || index.completed().containsKey(each.toString());
    }

    private boolean exists(UUID each) {
        try {
            return workflows.find(each.toString()).state().code() != Code.UNINITIALIZED;
        } catch (WeirflowException e) {
            assertThat(e.kind()).isEqualTo(ErrorKind.NOT_EXIST);
            return false;
        }
    }

    @Test
    void whoeverElseChangesTheIndexAtTheSameTimeIsNoConflictOfTheWorkflow() {
        Version version = workflows.begin(REGISTRY, Expect.any(), "/data/a", id).workflow();
        AtomicReference<Runnable> meanwhile =
                new AtomicReference<>(() -> workflows.begin(REGISTRY, Expect.any(), "/data/b", UUID.randomUUID()));
        DuRoots other = workflows(new FaultyStateStore(store, isCommit -> {
            if (isCommit) {
                meanwhile.getAndSet(() -> {}).run();
            }
            return Fault.NONE;
        }));
        other.commit(name, Expect.version(version), OK);
        assertThat(workflows.find(name).state().code()).isEqualTo(Code.TERMINATED);
        assertThatThrownBy(() -> workflows.commit(name, Expect.version(version), OK))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    void whatTakesLongerThanADayExpires() {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        DuRootSweep sweep = new DuRootSweep(workflows, REGISTRY, clock);
        clock.advance(Duration.ofDays(1));
        sweep.sweep();
        assertThat(workflows.find(name).state().code()).isEqualTo(Code.INITIALIZED);
        clock.advance(Duration.ofMillis(1));
        sweep.sweep();
        assertThat(workflows.find(name).state().status()).contains(new DuRootStatus(104, "expired"));
        assertThat(workflows.find(name).state().code()).isEqualTo(Code.TERMINATED);
        assertThat(workflows.index(REGISTRY).state().completed()).containsOnlyKeys(name);
    }

    @Test
    void whatWasCompletedFiveDaysAgoIsRemoved() {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        clock.advance(Duration.ofHours(23));
        workflows.commit(name, Expect.any(), OK);
        DuRootSweep sweep = new DuRootSweep(workflows, REGISTRY, clock);
        clock.advance(Duration.ofDays(5));
        sweep.sweep();
        assertThat(workflows.whole(name)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        sweep.sweep();
        assertKind(ErrorKind.NOT_EXIST, () -> workflows.find(name));
        assertThat(workflows.index(REGISTRY).state().size()).isZero();
        sweep.sweep();
    }

    @Test
    void aWorkflowThatFinishesDuringTheSweepDoesNotStopIt() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            UUID each = UUID.randomUUID();
            workflows.begin(REGISTRY, Expect.any(), "/data/" + i, each);
            names.add(each.toString());
        }
        clock.advance(Duration.ofDays(2));
        AtomicReference<Runnable> meanwhile =
                new AtomicReference<>(() -> names.forEach(each -> workflows.commit(each, Expect.any(), OK)));
        DuRoots racing = workflows(new FaultyStateStore(store, isCommit -> {
            if (isCommit) {
                meanwhile.getAndSet(() -> {}).run();
            }
            return Fault.NONE;
        }));
        UUID late = UUID.randomUUID();
        clock.advance(Duration.ofDays(-2));
        workflows.begin(REGISTRY, Expect.any(), "/data/late", late);
        clock.advance(Duration.ofDays(2));
        new DuRootSweep(racing, REGISTRY, clock).sweep();
        assertThat(workflows
                        .find(late.toString())
                        .state()
                        .status()
                        .orElseThrow()
                        .code())
                .isEqualTo(104);
        for (String each : names) {
            assertThat(workflows.find(each).state().status()).contains(OK);
        }
        assertThat(workflows.index(REGISTRY).state().active()).isEmpty();
    }

    @Test
    void aRemovalThatCrashedHalfWayIsFinishedByTheNextSweep() {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        workflows.commit(name, Expect.any(), OK);
        clock.advance(Duration.ofDays(6));
        DuRoots crashing = workflows(new FaultyStateStore(store, FaultyStateStore.Plan.atCommit(1, Fault.CRASH_AFTER)));
        assertThatThrownBy(() -> new DuRootSweep(crashing, REGISTRY, clock).sweep())
                .isInstanceOf(FaultyStateStore.SimulatedCrash.class);
        assertThat(workflows.index(REGISTRY).state().completed()).containsOnlyKeys(name);
        new DuRootSweep(workflows, REGISTRY, clock).sweep();
        assertThat(workflows.index(REGISTRY).state().size()).isZero();
    }

    private static void assertKind(ErrorKind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
