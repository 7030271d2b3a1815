package io.weirflow.executor.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Receives the parts of an answer that the engine sends bit by bit. Keeps the failure that ended it and logs nothing. */
abstract class EngineStream<T> implements ResultCallback<T> {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Closeable connection;
    private @Nullable Throwable failure;
    private boolean closed;

    @Override
    public final void onStart(Closeable stream) {
        boolean close;
        synchronized (this) {
            connection = stream;
            close = closed;
        }
        started.countDown();
        if (close) {
            close();
        }
    }

    @Override
    public final void onError(Throwable throwable) {
        synchronized (this) {
            if (failure == null && !closed) {
                failure = throwable;
            }
        }
        end();
    }

    @Override
    public final void onComplete() {
        end();
    }

    private void end() {
        started.countDown();
        ended.countDown();
        atEnd();
    }

    /** Called when no more parts will come, at least once. */
    void atEnd() {}

    /** Returns what ended the answer before its time. */
    final synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits until the engine has begun to answer, or failed to, at most for a time; tells whether that is so. */
    final boolean awaitStart(Duration limit) throws InterruptedException {
        return started.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until the answer has ended, at most for a time; tells whether that is so. */
    final boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the answer. */
    @Override
    public final void close() {
        Closeable open;
        synchronized (this) {
            closed = true;
            open = connection;
            connection = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // it is given up anyway
            }
        }
        end();
    }
}
