package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Frame;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Gives secret environment variables to a container through its standard input, so that they are neither in the configuration that
 * the engine keeps and shows, nor on any disk.
 */
final class SecretFeed {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Map<String, String> secrets;
    private final String end = "# end " + UUID.randomUUID();

    SecretFeed(Map<String, String> secrets) {
        this.secrets = Map.copyOf(secrets);
    }

    /**
     * Refuses names that a shell cannot set.
     *
     * @throws WeirflowException of kind INVALID
     */
    static void check(Map<String, String> secrets) {
        for (String name : secrets.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "exec",
                        "the name of a secret variable must be letters, digits and _ and not begin with a digit",
                        name);
            }
        }
    }

    /** Returns the shell code that takes them in. Without the line at the end nothing is run: something would be missing. */
    String reader() {
        return """
                secrets=
                while IFS= read -r line && [ "$line" != '%s' ]; do
                  secrets="$secrets$line
                "
                done
                if [ "$line" != '%s' ]; then exit 1; fi
                eval "$secrets"
                unset secrets line
                """.formatted(end, end);
    }

    private byte[] code() {
        StringBuilder code = new StringBuilder();
        secrets.forEach((name, value) -> code.append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return code.append(end).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Connects to a container that is about to be started; closed when it has ended. */
    AutoCloseable connect(Engine engine, String container) {
        Attached attached = engine.client()
                .attachContainerCmd(container)
                .withFollowStream(true)
                .withStdIn(new ByteArrayInputStream(code()))
                .exec(new Attached());
        try {
            boolean answered = attached.awaitStart(LIMIT);
            if (attached.failure().isPresent()) {
                throw EngineErrors.of(attached.failure().get(), engine.address(), "attach", container);
            }
            if (!answered) {
                throw WeirflowException.of(
                        ErrorKind.UNAVAILABLE, "attach", "the engine did not answer within " + LIMIT, container);
            }
            return attached;
        } catch (InterruptedException e) {
            attached.close();
            throw WeirflowException.wrap(e, "attach", container);
        } catch (RuntimeException e) {
            attached.close();
            throw e;
        }
    }

    private static final class Attached extends EngineStream<Frame> {
        @Override
        public void onNext(Frame frame) {
            // Nothing comes back: the command's output goes elsewhere.
        }
    }
}
