package io.weirflow.exec;

import io.weirflow.digest.Digest;
import io.weirflow.resource.Resources;
import java.time.Duration;
import java.util.Optional;

/**
 * A summary of a completed exec whose details were saved into a repository.
 *
 * @param runtime how long the command ran
 * @param profile what it used
 * @param resources what was reserved for it
 * @param inspect the saved details as JSON
 * @param stdout the saved standard output
 * @param stderr the saved standard error
 */
public record ExecRunInfo(
        Duration runtime,
        Profile profile,
        Resources resources,
        Optional<Digest> inspect,
        Optional<Digest> stdout,
        Optional<Digest> stderr) {}
