package io.weirflow.cache;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.DigestSet;
import io.weirflow.repository.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Which blobs were seen to be there, so that lookups which belong together, one after the other or at the same time, ask for each
 * blob once. What was missing is asked for again. Holds a reference for each blob. Thread-safe.
 */
public final class SeenBlobs {
    private final Object lock = new Object();
    /** What is being asked, each with what will be found missing of all that is asked with it. */
    private final Map<Digest, CompletableFuture<Set<Digest>>> asked = new HashMap<>();

    private DigestSet seen = new DigestSet(0);
    private long forgotten;

    /** Forgets all, when something that was there may be gone. */
    public void forget() {
        synchronized (lock) {
            seen = new DigestSet(0);
            forgotten++;
        }
    }

    /** Returns those blobs that a repository lacks, which is always the same one. Waits for what others ask. */
    Set<Digest> missing(Repository repository, Set<Digest> blobs) {
        Set<Digest> missing = new HashSet<>();
        Collection<Digest> left = blobs;
        while (!left.isEmpty()) {
            left = ask(repository, left, missing);
        }
        return missing;
    }

    /** Asks for those blobs that nobody else asks for, then waits for the others; returns for which of these that was in vain. */
    private List<Digest> ask(Repository repository, Collection<Digest> blobs, Set<Digest> missing) {
        DigestSet own = new DigestSet(0);
        Map<Digest, CompletableFuture<Set<Digest>>> others = new HashMap<>();
        CompletableFuture<Set<Digest>> answer = new CompletableFuture<>();
        long since;
        synchronized (lock) {
            since = forgotten;
            for (Digest blob : blobs) {
                if (!seen.contains(blob)) {
                    CompletableFuture<Set<Digest>> other = asked.putIfAbsent(blob, answer);
                    if (other == null) {
                        own.add(blob);
                    } else {
                        others.put(blob, other);
                    }
                }
            }
        }
        if (!own.isEmpty()) {
            missing.addAll(askOwn(repository, own, answer, since));
        }
        List<Digest> inVain = new ArrayList<>();
        others.forEach((blob, other) -> {
            if (!isAnswered(blob, other, missing)) {
                inVain.add(blob);
            }
        });
        return inVain;
    }

    private Set<Digest> askOwn(
            Repository repository, DigestSet own, CompletableFuture<Set<Digest>> answer, long since) {
        try {
            Set<Digest> missing = repository.missing(own);
            synchronized (lock) {
                if (since == forgotten) {
                    own.stream().filter(blob -> !missing.contains(blob)).forEach(seen::add);
                }
                asked.keySet().removeAll(own);
            }
            answer.complete(missing);
            return missing;
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                asked.keySet().removeAll(own);
            }
            answer.completeExceptionally(e);
            throw e;
        }
    }

    private static boolean isAnswered(Digest blob, CompletableFuture<Set<Digest>> other, Set<Digest> missing) {
        try {
            if (other.get().contains(blob)) {
                missing.add(blob);
            }
            return true;
        } catch (ExecutionException e) {
            return false; // who asked has told the failure
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "look for blobs");
        }
    }
}
