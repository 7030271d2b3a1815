package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation saw of the world outside and its keys cover: what sources hold, and which environments images stand for.
 * Each is looked at once, before the first node that it matters to is looked up, so that the whole evaluation sees one state.
 */
final class Observations {
    private static final int WORKERS = 32;

    private final Loop loop;
    private final boolean looksAtSources;
    private final Stage<Runnable> stage;
    private final Setting setting;
    private final Map<String, Seen<Fileset>> sources = new HashMap<>();
    private final Map<String, Seen<String>> environments = new HashMap<>();
    private final Set<String> present = new LinkedHashSet<>();
    private int open;
    /** The image that was wanted last: most execs want the same as the one before. */
    private @Nullable String lastWanted;

    private @Nullable String lastImage;
    private String lastEnvironment = "";

    /** What was seen: until it is known, neither value nor failure. */
    private record Seen<T>(Optional<T> value, Optional<Failure> failure) {
        static <T> Seen<T> nothing() {
            return new Seen<>(Optional.empty(), Optional.empty());
        }

        T get() {
            if (failure.isPresent()) {
                throw new WeirflowException(failure.get());
            }
            return value.orElseThrow();
        }
    }

    Observations(Loop loop, Setting setting) {
        this.loop = loop;
        this.looksAtSources = setting.options().keyScheme().looksAtSources();
        this.setting = setting;
        this.stage = new Stage<>(setting.threads(), WORKERS, 1, looks -> looks.forEach(Runnable::run));
    }

    /** Starts to look at what matters to a node and was not looked at yet. */
    void want(Flow flow) {
        if (flow instanceof ExecNode exec) {
            if (exec.image().equals(lastWanted)) {
                return;
            }
            lastWanted = exec.image();
            look(environments, false, exec.image(), () -> setting.executor().environment(exec.image()));
        } else if (flow instanceof InternNode intern && looksAt(intern)) {
            look(sources, true, intern.url(), () -> setting.sources().snapshot(intern.url()));
        }
    }

    /** Tells whether an import's source is looked at before anything else is done about it. */
    boolean looksAt(InternNode intern) {
        return looksAtSources && !intern.isImmutable();
    }

    private <T> void look(Map<String, Seen<T>> into, boolean isSource, String name, Supplier<T> look) {
        if (into.containsKey(name)) {
            return;
        }
        into.put(name, Seen.nothing());
        open++;
        loop.expect(1);
        stage.add(() -> {
            Seen<T> seen = attempt(look);
            loop.answer(1, () -> {
                into.put(name, seen);
                if (isSource && seen.value().isPresent()) {
                    present.add(name);
                }
                open--;
            });
        });
    }

    private <T> Seen<T> attempt(Supplier<T> look) {
        try {
            return new Seen<>(Optional.of(setting.retry().call(look)), Optional.empty());
        } catch (RuntimeException e) {
            return new Seen<>(Optional.empty(), Optional.of(Failure.from(e)));
        }
    }

    /** Tells whether everything that was wanted is known. */
    boolean areComplete() {
        return open == 0;
    }

    /**
     * Returns what was seen at a URL.
     *
     * @throws WeirflowException if it could not be seen
     */
    Fileset source(String url) {
        return seen(sources, url);
    }

    /** Returns the digest of what was seen at a URL. */
    Digest sourceDigest(String url) {
        return source(url).contentDigest();
    }

    /** Returns what an image stands for. */
    String environment(String image) {
        if (!image.equals(lastImage)) {
            lastEnvironment = seen(environments, image);
            lastImage = image;
        }
        return lastEnvironment;
    }

    /** Returns what an image was seen to stand for, or the empty text if that could not be seen. */
    String environmentIfSeen(String image) {
        Seen<String> seen = environments.get(image);
        return seen == null ? "" : seen.value().orElse("");
    }

    private static <T> T seen(Map<String, Seen<T>> map, String name) {
        Seen<T> seen = map.get(name);
        if (seen == null) {
            throw new IllegalStateException("was not looked at: " + name);
        }
        return seen.get();
    }

    /** Returns the URLs at which something was seen. */
    Set<String> sources() {
        return Collections.unmodifiableSet(present);
    }

    void stop() {
        stage.stop();
    }
}
