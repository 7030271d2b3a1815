package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Frame;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.List;

/** Runs small commands in running containers. */
final class EngineExec {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private EngineExec() {}

    /** Runs a command in a container and waits for its end, or for a bounded time. */
    static void run(Engine engine, String container, List<String> commandLine) {
        String id = engine.once(
                client -> client.execCreateCmd(container)
                        .withAttachStdout(true)
                        .withCmd(commandLine.toArray(String[]::new))
                        .exec()
                        .getId(),
                "exec",
                container);
        try (Answer answer = engine.client().execStartCmd(id).exec(new Answer())) {
            boolean unused = answer.awaitEnd(LIMIT);
            if (answer.failure().isPresent()) {
                throw EngineErrors.of(answer.failure().get(), engine.address(), "exec", container);
            }
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "exec", container);
        }
    }

    private static final class Answer extends EngineStream<Frame> {
        @Override
        public void onNext(Frame frame) {
            // not of interest
        }
    }
}
