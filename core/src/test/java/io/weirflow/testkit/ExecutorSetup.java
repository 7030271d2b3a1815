package io.weirflow.testkit;

import io.weirflow.blob.BlobMux;
import io.weirflow.resource.Resources;
import java.time.Duration;

/**
 * How an executor is to be opened for {@link ExecutorContract} or {@link CommandExecutorContract}.
 *
 * @param blobs where URLs are found
 * @param resources what it has in all
 * @param logLimitBytes how much a command may write to each log
 * @param grace how long processes that are asked to end may take
 * @param maxCommands how many commands run at a time at most
 */
public record ExecutorSetup(BlobMux blobs, Resources resources, long logLimitBytes, Duration grace, int maxCommands) {
    ExecutorSetup withResources(Resources value) {
        return new ExecutorSetup(blobs, value, logLimitBytes, grace, maxCommands);
    }

    ExecutorSetup withLogLimitBytes(long value) {
        return new ExecutorSetup(blobs, resources, value, grace, maxCommands);
    }

    ExecutorSetup withGrace(Duration value) {
        return new ExecutorSetup(blobs, resources, logLimitBytes, value, maxCommands);
    }
}
