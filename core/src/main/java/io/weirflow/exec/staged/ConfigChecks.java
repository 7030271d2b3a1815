package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecType;
import java.util.Map;

/** Refuses configurations that make no sense for any launcher. */
final class ConfigChecks {
    private ConfigChecks() {}

    /**
     * Checks a configuration.
     *
     * @throws WeirflowException of kind INVALID that says what is wrong
     */
    static void check(ExecConfig config) {
        checkEnvironment(config.env());
        checkEnvironment(config.secretEnv());
        if (config.timeout().isPresent()
                && (config.timeout().get().isZero() || config.timeout().get().isNegative())) {
            throw invalid(
                    config,
                    "has a timeout that is not positive: " + config.timeout().get());
        }
        if (config.type() == ExecType.EXEC && config.command().indexOf('\0') >= 0) {
            throw invalid(config, "has a command with a NUL character");
        }
        if (config.type() == ExecType.EXTERN
                && (config.args().size() != 1 || !(config.args().get(0) instanceof Arg.Input))) {
            throw invalid(config, "needs exactly one input, found " + config.args());
        }
        if (config.type() == ExecType.INTERN
                && !config.args().isEmpty()
                && (config.args().size() != 1 || !(config.args().get(0) instanceof Arg.Input))) {
            throw invalid(config, "takes at most one input, the snapshot of what is to be read");
        }
    }

    private static void checkEnvironment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "exec",
                        "an environment variable's name must not be empty or hold =, nor name or value hold NUL",
                        '"' + name.replace('\0', '?') + '"');
            }
        });
    }

    private static WeirflowException invalid(ExecConfig config, String message) {
        return WeirflowException.of(
                ErrorKind.INVALID,
                config.type().text(),
                message,
                config.ident().isEmpty() ? config.url() : config.ident());
    }
}
