package io.weirflow.repository;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Copies blobs between repositories: directly where the repositories can, as streams through this process otherwise, and
 * only what the destination lacks. Thread-safe; meant to be shared, since limits and the sharing of work hold for one transferer.
 *
 * <p>The destination is asked once for a whole batch. At most so many copies are under way from and to a repository at a time.
 * Of several calls that need the same blob in the same destination one copies it and the others wait. Failures that are
 * transient, and damaged content, are tried again after a short wait. Content is verified on the way.
 */
public final class Transferer {
    /** How many copies from and to a repository are under way at a time, unless stated otherwise. */
    public static final int DEFAULT_LIMIT = 20;

    /** Three retries after 20, 30 and 45 ms, as Reflow does. */
    private static final Retry DEFAULT_RETRY = Retry.ofTransient(3, Duration.ofMillis(20), 1.5, Duration.ofMillis(100))
            .withRetryable(e -> e.failure().isTransient() || e.is(ErrorKind.INTEGRITY));

    private final TransferLimits limits;
    private final Retry retry;
    private final Flights flights = new Flights();

    private Transferer(TransferLimits limits, Retry retry) {
        this.limits = limits;
        this.retry = retry;
    }

    /** Returns a transferer with the default limit for each repository. */
    public static Transferer create() {
        return create(TransferLimits.of(DEFAULT_LIMIT));
    }

    /** Returns a transferer with the given limits. */
    public static Transferer create(TransferLimits limits) {
        return new Transferer(limits, DEFAULT_RETRY);
    }

    /** Returns a transferer of the same limits, with counts of its own, that waits before retries in another way. */
    public Transferer withSleeper(Retry.Sleeper sleeper) {
        return new Transferer(limits, retry.withSleeper(sleeper));
    }

    /**
     * Returns the digests of a fileset's files that a repository lacks.
     *
     * @throws WeirflowException of kind INVALID if the fileset has references
     */
    public Set<Digest> needTransfer(Repository destination, Fileset files) {
        return destination.missing(digests(files));
    }

    /**
     * Copies a fileset's files to a repository that lacks them. After a failure, some may have been copied.
     *
     * @throws WeirflowException of kind INVALID if the fileset has references, of kind NOT_EXIST if the source lacks files that
     *     the destination lacks as well, of kind INTEGRITY if a blob is damaged at the source
     */
    public void transfer(Repository destination, Repository source, Fileset files) {
        transfer(destination, source, digests(files));
    }

    /** Copies blobs to a repository that lacks them; as {@link #transfer(Repository, Repository, Fileset)}. */
    public void transfer(Repository destination, Repository source, Collection<Digest> blobs) {
        TransferLimits.Limit to = limits.of(destination);
        TransferLimits.Limit from = limits.of(source);
        flights.fly(to, from, blobs, own -> {
            Set<Digest> missing = destination.missing(own.digests());
            own.landAllBut(missing);
            if (missing.isEmpty()) {
                return;
            }
            if (to == from) {
                throw WeirflowException.of(
                        ErrorKind.NOT_EXIST,
                        "transfer",
                        missing.size() + " blobs are not in the repository, which is source and destination",
                        missing.stream().limit(3).toArray());
            }
            Parallel.forEach(new ArrayList<>(missing), Math.min(to.threads(), from.threads()), blob -> {
                try {
                    TransferLimits.hold(to, from, () -> retry.run(() -> copy(destination, source, blob)));
                } catch (WeirflowException e) {
                    own.fail(blob, e);
                    throw e;
                }
                own.land(blob);
            });
        });
    }

    private static void copy(Repository destination, Repository source, Digest blob) {
        if (source.uri().isPresent() && destination.readFrom(source.uri().get(), blob)) {
            return;
        }
        if (destination.uri().isPresent() && source.writeTo(destination.uri().get(), blob)) {
            return;
        }
        try (InputStream in = source.open(blob)) {
            destination.put(blob, in);
        } catch (IOException e) {
            throw Streams.failure(e, "transfer", blob);
        }
    }

    private static Set<Digest> digests(Fileset files) {
        Set<Digest> digests = new LinkedHashSet<>();
        files.forEachFile((path, file) -> {
            if (file.isReference()) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "transfer",
                        "the file is a reference to a source, not content of a repository: load it first",
                        path,
                        file.source());
            }
            digests.add(file.id());
        });
        return digests;
    }
}
