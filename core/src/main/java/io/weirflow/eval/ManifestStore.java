package io.weirflow.eval;

import com.google.common.util.concurrent.Futures;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.Cache;
import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/**
 * Where the manifest of the last evaluation of a name is kept. Trouble with it is logged and does no harm: it only serves
 * explanations. Thread-safe; may block.
 */
final class ManifestStore {
    private final Cache cache;
    private final AssocKey key;
    private final FutureTask<Optional<Manifest>> reading = new FutureTask<>(this::read);
    /** An index that is shared with Reflow has no place for manifests: then none are made. */
    private volatile boolean hasNoPlace;

    ManifestStore(Cache cache, String evaluationName) {
        this.cache = cache;
        this.key = new AssocKey(
                AssocKind.MANIFEST,
                new FramedEncoder()
                        .begin("weirflow.manifest.1")
                        .text(evaluationName)
                        .finish());
    }

    /** Returns the previous manifest; reads it when it is first asked for. */
    Optional<Manifest> previous() {
        reading.run();
        return Objects.requireNonNull(Futures.getUnchecked(reading));
    }

    /** Tells whether the previous manifest is of an evaluation with the same targets; reads no more of it than that. */
    boolean hasTargets(Digest targets) {
        try {
            Optional<Digest> blob = blob();
            if (blob.isEmpty()) {
                return false;
            }
            try (InputStream in = cache.repository().open(blob.get())) {
                return Manifest.targetsOf(in.readNBytes(Manifest.TARGETS_END))
                        .filter(targets::equals)
                        .isPresent();
            }
        } catch (IOException | WeirflowException e) {
            return false;
        }
    }

    private Optional<Digest> blob() {
        try {
            return cache.assoc()
                    .get(key)
                    .filter(AssocValue.Reference.class::isInstance)
                    .map(value -> ((AssocValue.Reference) value).digest());
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_SUPPORTED)) {
                hasNoPlace = true;
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Manifest> read() {
        try {
            return blob().map(digest -> Manifest.decode(cache.repository().read(digest)));
        } catch (WeirflowException e) {
            warn("what the evaluation before did cannot be read", e);
            return Optional.empty();
        }
    }

    /** Replaces the manifest. */
    void store(Manifest manifest) {
        if (hasNoPlace) {
            return;
        }
        try {
            Digest blob = cache.repository().put(manifest.encode());
            cache.repository().flush();
            cache.assoc().store(Map.of(key, AssocValue.reference(blob)));
        } catch (WeirflowException e) {
            warn("what this evaluation did cannot be recorded", e);
        }
    }

    private static void warn(String what, WeirflowException e) {
        System.Logger.Level level =
                e.is(ErrorKind.NOT_SUPPORTED) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
        Log.LOGGER.log(level, what + ": " + Failure.from(e));
    }
}
