package io.weirflow.exec.staged;

import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an exec was completed.
 *
 * @param started when its command or transfer started
 * @param finished when that ended
 * @param exitCode the command's exit code
 * @param result the result
 * @param profile what it used
 */
public record Outcome(
        Optional<Instant> started, Optional<Instant> finished, OptionalInt exitCode, Result result, Profile profile) {}
