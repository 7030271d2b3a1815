package io.weirflow.exec.staged;

import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * Runs what {@link StagedExecutor} has staged: as a local process, in a container, on a device. It knows nothing of inputs,
 * outputs, manifests, queues or limits of time, which are the same for all.
 *
 * <p>For each exec {@link #start} or {@link #adopt} is called, then {@link Launched#await}, {@link Launched#end}, and when the
 * outputs are collected and the outcome is stored {@link #remove}.
 *
 * <p>Implementations MUST be thread-safe, and an executor over them MUST pass {@code io.weirflow.testkit.CommandExecutorContract}
 * and, if it adopts, {@code io.weirflow.testkit.AdoptingExecutorContract}. Methods block unless stated.
 */
public interface Launcher extends AutoCloseable {
    /** How inputs are given to a command. */
    enum Inputs {
        /** As copies of its own, which it may change. */
        PRIVATE_COPIES,
        /** As files that it cannot change, since they are mounted read-only: they may be shared with the repository. */
        READ_ONLY
    }

    /** Returns the scheme of the executor's URI, such as {@code process}. */
    String scheme();

    /**
     * Returns what {@link io.weirflow.exec.Executor#environment} does.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED if it cannot honour the image
     */
    String environment(String image);

    /**
     * Refuses configurations that this launcher cannot run. Called for each {@code put}: MUST be quick.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED or INVALID
     */
    void check(ExecConfig config);

    /** Returns how inputs are given. */
    Inputs inputs();

    /**
     * Returns the path by which a command sees a path below its exec's folder. A pure function; the path need not exist.
     */
    String pathInside(ExecFolder folder, Path path);

    /**
     * Returns the path below the exec's folder that a command means by an absolute path, such as the target of a symbolic link
     * that it wrote; empty if it is not below that folder.
     */
    Optional<Path> pathOutside(ExecFolder folder, String path);

    /**
     * Returns the durable name of what {@link #start} will start for an exec. It is stored before the start, so that nothing is
     * ever started that a later run cannot find. A pure function.
     */
    String token(ExecFolder folder, Digest id);

    /**
     * Starts a command. On failure nothing is left behind.
     *
     * @throws io.weirflow.base.WeirflowException if it cannot be started: the exec is then lost
     */
    Launched start(Launch launch);

    /**
     * Finds again what an earlier run of the program started under a token, whether it still runs or has ended, if its exit can
     * still be learned. Otherwise empty: what is left of it is then removed by {@link #remove}. What was not started for certain,
     * such as a container that was created only, is not found.
     *
     * @throws io.weirflow.base.WeirflowException if that cannot be told now, for instance because a server does not answer: the
     *     executor then does not open, rather than lose what runs
     */
    Optional<Launched> adopt(String token, ExecFolder folder);

    /**
     * Ends and removes all that is left of what was started under some tokens; nothing where there is nothing. Called when how it
     * ended is stored or does not matter any more: until then {@link #adopt} MUST find what has ended. SHOULD cost one round trip,
     * not one for each token.
     */
    void remove(Collection<String> tokens);

    /** Ends everything that this launcher started or adopted and frees what it opened. Idempotent, bounded in time. */
    @Override
    void close();
}
