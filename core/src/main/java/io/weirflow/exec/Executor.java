package io.weirflow.exec;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Runs execs, each named by a digest, over a repository of its own or a shared one.
 *
 * <p>Implementations MUST be thread-safe and pass {@code io.weirflow.testkit.ExecutorContract}.
 */
public interface Executor extends AutoCloseable {
    /** Returns a URI that identifies this executor. */
    URI uri();

    /**
     * Returns what identifies the environment in which commands for an image run: results of different environments are
     * never taken for each other. For a container image its content digest; for local processes, which run on the host,
     * an identity of it that its owner declares.
     *
     * <p>What the name of an image stands for may change: execs say by {@link ExecConfig#environment} which environment they were
     * keyed by.
     *
     * @param image an image, or the empty text for none
     * @throws WeirflowException of kind NOT_SUPPORTED if this executor cannot honour the image
     */
    String environment(String image);

    /**
     * Puts an exec, which starts as soon as its resources are free. Idempotent: an exec of the same id that is under way or
     * complete without a failure is returned as it is; one that failed or was lost is replaced.
     *
     * @throws WeirflowException of kind RESOURCES_EXHAUSTED if it asks for more than the executor has in all, of kind
     *     INVALID or NOT_SUPPORTED for a configuration that cannot be run, of kind UNAVAILABLE after close
     */
    Exec put(Digest id, ExecConfig config);

    /** Returns the exec of an id. */
    Optional<Exec> get(Digest id);

    /** Ends an exec if it runs and forgets it with its folder; unknown ids are no failure. */
    void remove(Digest id);

    /** Returns all execs. */
    List<Exec> execs();

    /**
     * Brings the files of a fileset into this executor's repository, from another repository or, for references, from
     * their sources, and returns the resolved fileset. Counts one use for each distinct file until {@link #unload}.
     *
     * @throws WeirflowException of kind NOT_EXIST for files that are nowhere, of kind INTEGRITY for wrong content
     */
    Fileset load(Repository source, Fileset fileset);

    /**
     * Reads the files of a fileset in this executor's repository and compares their digests.
     *
     * @throws WeirflowException of kind NOT_EXIST or INTEGRITY, naming the file
     */
    void verify(Fileset fileset);

    /**
     * Gives back uses that {@link #load} or {@link Exec#promote} counted. What has no more uses may be removed if the
     * repository is the executor's own; a shared repository is left alone.
     *
     * @throws WeirflowException of kind PRECONDITION if more is given back than was taken
     */
    void unload(Fileset fileset);

    /** Returns what the executor has in all. */
    Resources resources();

    /** Returns the repository in which inputs are found and to which results are promoted. */
    Repository repository();

    /** Ends all running execs and frees what the executor opened. Idempotent, bounded in time. */
    @Override
    void close();
}
