package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.store.loop.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is stopped for longer than its session lives, and then goes on as if nothing had happened. */
class PausedHolderTest {
    private static final Duration TTL = Duration.ofSeconds(1);
    private static final StateKey RESULT = new StateKey("results", "one");

    @TempDir
    Path folder;

    @Test
    void aHolderThatWasPausedBeyondItsLeaseIsRefusedWhenItGoesOn() throws Exception {
        Path file = folder.resolve("state.db");
        try (FileStateStore store = FileStateStore.open(file)) {
            Process child = new ProcessBuilder(ChildJvm.command(Holder.class, file))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = ChildJvm.reader(child);
                    Writer ask = child.outputWriter(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).isEqualTo("token 1");
                assertThat(answer(said, ask)).as("before the pause").isEqualTo("written, held true");
                signal("STOP", child);
                Sessions sessions = Sessions.of(store, "test");
                try (Session mine = sessions.open("observer", Duration.ofMinutes(1))) {
                    Lease lease = takeOver(store, sessions, mine);
                    assertThat(lease.token()).isEqualTo(2);
                    assertThat(write(store, lease, "observer")).isTrue();
                    signal("CONT", child);
                    assertThat(answer(said, ask)).as("after the pause").isEqualTo("refused, held false");
                    assertThat(store.get(RESULT).orElseThrow().value().utf8()).isEqualTo("observer");
                    assertThat(write(store, lease, "observer again")).isTrue();
                }
            } finally {
                child.destroyForcibly().onExit().join();
            }
        }
    }

    private static Lease takeOver(FileStateStore store, Sessions sessions, Session mine) {
        Leases leases = Leases.of(store, "test", sessions);
        return new Signal()
                .awaitFor(Duration.ofSeconds(60), Duration.ofMillis(100), Ticker.systemTicker(), () -> {
                    sessions.sweep();
                    return leases.tryAcquire("x", mine);
                })
                .orElseThrow();
    }

    private static String answer(BufferedReader said, Writer ask) throws IOException {
        ask.write("write\n");
        ask.flush();
        return said.readLine();
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private static boolean write(FileStateStore store, Lease lease, String text) {
        return store.commit(Commit.builder()
                        .add(lease.check())
                        .put(RESULT, StateValue.utf8(text), Condition.any())
                        .build())
                .isEmpty();
    }

    /** The process that is paused. */
    public static final class Holder {
        private Holder() {}

        /** Takes the lease, and at each line of its input tries to write in its right. */
        public static void main(String[] arguments) throws IOException {
            try (FileStateStore store = FileStateStore.open(Path.of(arguments[0]))) {
                Sessions sessions = Sessions.of(store, "test");
                Session session = sessions.open("holder", TTL);
                Optional<Lease> lease = Leases.of(store, "test", sessions).tryAcquire("x", session);
                System.out.println("token " + lease.orElseThrow().token());
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                while (lines.readLine() != null) {
                    boolean written = write(store, lease.get(), "holder");
                    System.out.println((written ? "written" : "refused") + ", held "
                            + lease.get().isHeld());
                }
            }
        }
    }
}
