package io.weirflow.exec.staged;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import java.time.Instant;

/**
 * What was asked for, as it is kept in an exec's folder from before anything is started.
 *
 * @param id the exec's id
 * @param token the launcher's name for what is started; empty for interns and externs
 * @param created when it was put
 * @param config what was asked for; read back, secrets have empty values
 * @param command the command with its arguments filled in; empty for interns and externs
 */
record Manifest(Digest id, String token, Instant created, ExecConfig config, String command) {

    /** Returns a configuration in which secrets have empty values. */
    static ExecConfig withoutSecrets(ExecConfig config) {
        return config.secretEnv().isEmpty()
                ? config
                : config.toBuilder()
                        .secretEnv(ImmutableMap.copyOf(Maps.transformValues(config.secretEnv(), value -> "")))
                        .build();
    }
}
