package io.weirflow.executor.docker;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What the names of images stand for: the digest of an image's configuration, which covers all its content. Names are resolved by the
 * engine, pulled if need be, once for all who ask at the same time, and remembered for a while.
 */
final class Images {
    private final Engine engine;
    private final ImagePuller puller;
    private final PullPolicy policy;
    private final long keepNanos;
    private final Ticker ticker;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<String>> underWay = new ConcurrentHashMap<>();

    private record Known(String id, long at) {}

    Images(Engine engine, ImagePuller puller, PullPolicy policy, Duration keep, Ticker ticker) {
        this.engine = engine;
        this.puller = puller;
        this.policy = policy;
        this.keepNanos = keep.toNanos();
        this.ticker = ticker;
    }

    /**
     * Returns the digest of an image, {@code sha256:…}, which the engine has when this returns.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such image, of others if it could not be pulled
     */
    String resolve(String name) {
        Known current = known.get(name);
        if (current != null && ticker.read() - current.at < keepNanos) {
            return current.id;
        }
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> first = underWay.putIfAbsent(name, mine);
        return first == null ? lookUp(name, mine) : await(name, first);
    }

    private String lookUp(String name, CompletableFuture<String> answer) {
        try {
            String id = policy == PullPolicy.ALWAYS ? pulled(name) : present(name);
            known.put(name, new Known(id, ticker.read()));
            answer.complete(id);
            return id;
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(name, answer);
        }
    }

    private static String await(String name, CompletableFuture<String> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "image", name);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WeirflowException w ? w : WeirflowException.wrap(e, "image", name);
        }
    }

    private String present(String name) {
        String id = inspect(name);
        if (id != null) {
            return id;
        }
        if (policy == PullPolicy.NEVER) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST,
                    "image",
                    "the engine does not have it and may not pull it: pull, load or import it",
                    name);
        }
        return pulled(name);
    }

    private String pulled(String name) {
        if (name.startsWith("sha256:")) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST,
                    "image",
                    "the engine does not have it, and an image cannot be pulled by the digest of its configuration",
                    name);
        }
        puller.pull(name);
        String id = inspect(name);
        if (id == null) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "image", "was removed while it was pulled", name);
        }
        return id;
    }

    private @Nullable String inspect(String name) {
        try {
            return engine.patiently(
                    client -> String.valueOf(client.inspectImageCmd(name).exec().getId()), "image", name);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return null;
            }
            throw e;
        }
    }

    /** Forgets what a name stands for, since the engine turned out not to have it. */
    void forget(String name) {
        known.remove(name);
    }
}
