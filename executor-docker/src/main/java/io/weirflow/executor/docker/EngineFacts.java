package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Info;
import io.weirflow.resource.Resources;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an engine tells about itself and its machine.
 *
 * @param processors how many processors it has
 * @param memoryBytes its memory, if it tells
 * @param isRootless whether it runs without root rights: root inside is then the user outside who runs the engine
 */
record EngineFacts(int processors, OptionalLong memoryBytes, boolean isRootless) {
    private static final double SHARE_OF_MEMORY = 0.95;

    static EngineFacts of(Info info) {
        Integer processors = info.getNCPU();
        Long memory = info.getMemTotal();
        List<String> options = info.getSecurityOptions();
        return new EngineFacts(
                processors == null ? Runtime.getRuntime().availableProcessors() : processors,
                memory == null ? OptionalLong.empty() : OptionalLong.of(memory),
                options != null && options.contains("name=rootless"));
    }

    /** Returns what execs may reserve in all, with so much disk. */
    Resources resources(long diskBytes) {
        Resources all = Resources.NONE.with(Resources.CPU, processors).with(Resources.DISK, (double) diskBytes);
        return memoryBytes.isEmpty()
                ? all
                : all.with(Resources.MEM, Math.floor(memoryBytes.getAsLong() * SHARE_OF_MEMORY));
    }
}
