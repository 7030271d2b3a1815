package io.weirflow.exec.staged;

import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.Result;

/** Configurations and outcomes of execs as JSON, for those who send execs elsewhere. Secrets are written by name alone. */
public final class ExecFormats {
    private ExecFormats() {}

    /** Returns a configuration as JSON; equal ones give equal bytes. */
    public static byte[] writeConfig(ExecConfig config) {
        return ManifestFormat.writeConfig(config);
    }

    /**
     * Returns the configuration that JSON says; secrets have empty values.
     *
     * @throws io.weirflow.base.WeirflowException of kind INTEGRITY or INVALID if it is none that this version reads
     */
    public static ExecConfig readConfig(byte[] json) {
        return ManifestFormat.readConfig(json);
    }

    /** Returns how an exec was completed as JSON. */
    public static byte[] writeOutcome(ExecInspect inspect, Result result) {
        return OutcomeFormat.write(
                new Outcome(inspect.started(), inspect.finished(), inspect.exitCode(), result, inspect.profile()));
    }

    /**
     * Returns how an exec was completed.
     *
     * @throws io.weirflow.base.WeirflowException of kind INTEGRITY, INVALID or NOT_SUPPORTED if it is none that this version reads
     */
    public static Outcome readOutcome(byte[] json) {
        return OutcomeFormat.read(json);
    }
}
