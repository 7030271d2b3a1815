package io.weirflow.executor.docker;

import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.PullResponseItem;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Has the engine pull images, with the user's credentials, and again after trouble that may pass. */
final class ImagePuller {
    private static final int RETRIES = 5;
    private static final Duration STALL_LIMIT = Duration.ofMinutes(5);

    private final Engine engine;
    private final RegistryCredentials credentials;
    private final Retry retry;

    ImagePuller(Engine engine, RegistryCredentials credentials, Retry.Sleeper sleeper) {
        this.engine = engine;
        this.credentials = credentials;
        this.retry = Retry.ofTransient(RETRIES, Duration.ofSeconds(1), 1.5, Duration.ofSeconds(10))
                .withSleeper(sleeper);
    }

    /**
     * Pulls an image.
     *
     * @throws WeirflowException of kind NOT_EXIST if the registry does not have it, NOT_ALLOWED if it refuses, NET if it cannot be
     *     reached, or what the last of several tries failed with
     */
    void pull(String image) {
        ImageName name = ImageName.parse(image);
        retry.run(() -> pullOnce(image, name));
    }

    private void pullOnce(String image, ImageName name) {
        PullImageCmd command = engine.client().pullImageCmd(name.repository()).withTag(name.version());
        credentials.of(name.registry()).ifPresent(command::withAuthConfig);
        try (Progress progress = command.exec(new Progress())) {
            long seen = -1;
            while (!progress.awaitEnd(STALL_LIMIT)) {
                long steps = progress.steps.get();
                if (steps == seen) {
                    throw WeirflowException.of(
                            ErrorKind.TIMEOUT, "pull", "made no progress within " + STALL_LIMIT, image);
                }
                seen = steps;
            }
            progress.throwFailure(image);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "pull", image);
        }
    }

    /** What the engine tells about a pull. */
    private final class Progress extends EngineStream<PullResponseItem> {
        private final AtomicLong steps = new AtomicLong();
        private volatile String error = "";

        @Override
        public void onNext(PullResponseItem item) {
            steps.incrementAndGet();
            if (item.getErrorDetail() != null) {
                error = String.valueOf(item.getErrorDetail().getMessage());
            }
        }

        void throwFailure(String image) {
            if (failure().isPresent()) {
                throw EngineErrors.of(failure().get(), engine.address(), "pull", image);
            }
            if (!error.isEmpty()) {
                throw EngineErrors.ofText(error, "pull", image);
            }
        }
    }
}
