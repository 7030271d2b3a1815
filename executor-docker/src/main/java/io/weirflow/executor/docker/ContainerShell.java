package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Frame;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A shell in a running container. It tells the number of its process group first, by which it is ended. */
final class ContainerShell implements Shell {
    private static final System.Logger LOG = System.getLogger(ContainerShell.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The shell is the leader of a session, since the engine's runtime starts it in one of its own. */
    private static final String SCRIPT =
            "echo $$; if command -v bash >/dev/null 2>&1; then exec bash; else exec /bin/sh; fi";

    private final Engine engine;
    private final String container;
    private final Pipe input = new Pipe();
    private final Pipe output = new Pipe();
    private final OutputStream stdin = input.out();
    private final InputStream stdout = output.in();
    private final Terminal terminal = new Terminal();

    private ContainerShell(Engine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    static ContainerShell open(Engine engine, String container) {
        String id = engine.once(
                client -> client.execCreateCmd(container)
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .withCmd("/bin/sh", "-c", SCRIPT)
                        .exec()
                        .getId(),
                "shell",
                container);
        ContainerShell shell = new ContainerShell(engine, container);
        engine.client().execStartCmd(id).withStdIn(shell.input.in()).exec(shell.terminal);
        shell.awaitStart();
        return shell;
    }

    private void awaitStart() {
        try {
            terminal.group.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            terminal.close();
            throw WeirflowException.wrap(e, "shell", container);
        } catch (ExecutionException | TimeoutException e) {
            terminal.close();
            throw terminal.failure()
                    .map(failure -> EngineErrors.of(failure, engine.address(), "shell", container))
                    .orElseGet(() -> WeirflowException.of(
                            ErrorKind.UNAVAILABLE, "shell", "the shell did not start within " + LIMIT, container));
        }
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public void close() {
        try {
            if (!terminal.awaitEnd(Duration.ZERO)) {
                EngineExec.run(
                        engine, container, List.of("/bin/sh", "-c", "kill -KILL -" + terminal.group.getNow("1")));
            }
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, "the shell has ended with its container", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.close();
    }

    /** Takes the shell's output: the first line is the number of its process group, the rest is the user's. */
    private final class Terminal extends EngineStream<Frame> {
        private final CompletableFuture<String> group = new CompletableFuture<>();
        private final ByteArrayOutputStream firstLine = new ByteArrayOutputStream();

        @Override
        public void onNext(Frame frame) {
            // The client uses its buffer again.
            byte[] bytes = frame.getPayload().clone();
            try {
                output.write(group.isDone() ? bytes : afterFirstLine(bytes));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private byte[] afterFirstLine(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    group.complete(firstLine.toString(StandardCharsets.US_ASCII).strip());
                    return Arrays.copyOfRange(bytes, i + 1, bytes.length);
                }
                firstLine.write(bytes[i]);
            }
            return new byte[0];
        }

        @Override
        void atEnd() {
            group.completeExceptionally(new IllegalStateException("the shell has ended"));
            input.end();
            output.end();
        }
    }
}
