package io.weirflow.exec.staged;

import com.google.common.collect.ImmutableMap;
import io.weirflow.exec.ExecConfig;
import java.util.Map;

/**
 * A command that is ready to be started.
 *
 * @param token the durable name under which it is found again
 * @param folder where its inputs are, its outputs and logs are expected and temporary files may be put
 * @param config what was asked for
 * @param command the command with its arguments filled in, for a shell
 * @param environment the environment variables that are to be set beside those that the launcher sets for every command; may
 *     hold secrets, which MUST NOT be stored
 */
public record Launch(
        String token, ExecFolder folder, ExecConfig config, String command, Map<String, String> environment) {
    /** Copies the environment. */
    public Launch {
        environment = ImmutableMap.copyOf(environment);
    }

    /** Names the exec, never its environment. */
    @Override
    public String toString() {
        return "launch " + token;
    }
}
