package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.NodeResult;
import io.weirflow.run.Run;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.agent.Agent;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.loop.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that becomes full in the middle of a run. */
@Timeout(120)
class FullDiskRunsTest {
    @TempDir
    Path folder;

    @Test
    void aRunGoesOnWhereItWasWhenThereIsRoomAgain() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String mount = "mount -t tmpfs -o size=48m none '" + disk + "'";
        // Where mounting is forbidden, as in some containers, a limit of the database's size stands in for the small
        // disk.
        boolean mounts = ChildJvm.run(ChildJvm.inNamespace(mount, List.of())).exit() == 0;
        ChildJvm.Result child = ChildJvm.run(
                mounts
                        ? ChildJvm.inNamespace(mount + " && exec \"$@\"", ChildJvm.command(Filling.class, disk, "disk"))
                        : ChildJvm.command(Filling.class, disk, "database"));

        assertThat(child.output().lines().filter(line -> line.startsWith("> ")))
                .as(child.output())
                .containsExactly(
                        "> full: RESOURCES_EXHAUSTED",
                        "> another run: RESOURCES_EXHAUSTED, runs: 1",
                        "> run of 40: success, attempts 40",
                        "> run of 400: success, attempts 400");
    }

    /** What fills up and is emptied again. */
    private interface Room {
        void fill() throws IOException;

        void empty() throws IOException;
    }

    /** The program whose disk becomes full while an agent of it executes a run. */
    public static final class Filling {
        private final StateStore store;
        private final RunStore runs;
        private final Room room;
        private final CountDownLatch full = new CountDownLatch(1);

        private Filling(StateStore store, Room room) {
            this.store = store;
            this.runs = StateRunStore.of(store, "test");
            this.room = room;
        }

        /** Executes it in a folder, and says what it sees in lines that begin with a mark. */
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            Database database = Database.open(folder.resolve("state.db"), Schema.STATE);
            try (FileStateStore store = new FileStateStore(database)) {
                boolean disk = arguments[1].equals("disk");
                new Filling(store, disk ? new Ballast(folder.resolve("ballast")) : new Pages(database)).run();
            }
        }

        private void run() throws Exception {
            try (Agent agent = Agent.builder(runs)
                    .id("one")
                    .ttl(Duration.ofHours(1))
                    .interval(Duration.ofMillis(10))
                    .runtime("r", context -> {
                        if (context.node().name().equals("n10") && full.getCount() > 0) {
                            fill();
                        }
                        return NodeResult.success("done");
                    })
                    .start()) {
                Ulid run = runs.startRun(graph(40)).id();
                full.await();
                say("another run: " + kind(() -> runs.startRun(graph(400)).id()) + ", runs: "
                        + runs.listRuns(RunQuery.ALL).runs().size());
                room.empty();
                end(run);
                end(runs.startRun(graph(400)).id());
                if (agent.failure().isPresent()) {
                    say("the agent has failed");
                }
            }
        }

        private static GraphSpec graph(int nodes) {
            GraphSpec.Builder graph = GraphSpec.builder();
            for (int i = 0; i < nodes; i++) {
                graph.node(NodeSpec.of("n" + i, "r").with("key", "x".repeat(1000)));
            }
            return graph.build();
        }

        private void fill() throws IOException {
            room.fill();
            for (int i = 0; full.getCount() > 0; i++) {
                StateKey key = new StateKey("filling", "key " + i);
                Commit more = Commit.builder()
                        .put(key, StateValue.wrap(new byte[10_000]), Condition.any())
                        .build();
                String kind = kind(() -> store.commitOrFail(more));
                if (!kind.isEmpty()) {
                    say("full: " + kind);
                    full.countDown();
                }
            }
        }

        private static String kind(Runnable attempt) {
            try {
                attempt.run();
                return "";
            } catch (WeirflowException e) {
                return e.kind() == ErrorKind.RESOURCES_EXHAUSTED ? e.kind().name() : e.toString();
            }
        }

        private void end(Ulid run) {
            Signal never = new Signal();
            never.awaitFor(
                    Duration.ofSeconds(100),
                    Duration.ofMillis(20),
                    Ticker.systemTicker(),
                    () -> runs.findRun(run).filter(summary -> summary.status() == RunStatus.COMPLETED));
            Run ended = runs.inspectRun(run);
            long attempts = ended.nodes().stream()
                    .mapToLong(node -> node.attempts().size())
                    .sum();
            say("run of " + ended.nodes().size() + ": "
                    + ended.conclusion().map(conclusion -> conclusion.text()).orElse("not complete") + ", attempts "
                    + attempts);
        }

        private static void say(String text) {
            System.out.println("> " + text);
        }
    }

    /** A file that takes what room there is on a disk. */
    private record Ballast(Path file) implements Room {
        @Override
        public void fill() {
            byte[] some = new byte[4096];
            try (OutputStream out = Files.newOutputStream(file)) {
                while (true) {
                    out.write(some);
                }
            } catch (IOException e) {
                System.out.println("no room is left: " + e.getMessage());
            }
        }

        @Override
        public void empty() throws IOException {
            Files.delete(file);
        }
    }

    /** The largest number of pages that a database may have. */
    private record Pages(Database database) implements Room {
        @Override
        public void fill() {
            limit(1); // which means as many as there are
        }

        @Override
        public void empty() {
            limit(1_000_000);
        }

        private void limit(int pages) {
            boolean set = database.write("limit", session -> {
                try (var rows =
                        session.statement("PRAGMA max_page_count = " + pages).executeQuery()) {
                    return rows.next();
                }
            });
            if (!set) {
                throw new IllegalStateException("the limit was not set");
            }
        }
    }
}
