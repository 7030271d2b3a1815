package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the contracts of stores assert again and again. */
final class StorageAssertions {
    private StorageAssertions() {}

    /** Asserts that a call throws a failure of a kind, and returns it. */
    static WeirflowException assertFails(ErrorKind kind, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as("what is thrown instead of kind %s", kind).isInstanceOf(WeirflowException.class);
        WeirflowException failure = (WeirflowException) thrown;
        assertThat(failure.kind()).as("kind of: %s", failure.getMessage()).isEqualTo(kind);
        return failure;
    }

    /** A way to read a stream to its end. */
    @FunctionalInterface
    interface Reading {
        void readToEnd(InputStream in) throws IOException;
    }

    /** Returns several ways to read to the end; at the end, each asks for more once again. */
    static List<Reading> waysToRead() {
        return List.of(
                InputStream::readAllBytes,
                in -> in.transferTo(java.io.OutputStream.nullOutputStream()),
                in -> {
                    while (in.read() >= 0) {}
                },
                in -> {
                    byte[] buffer = new byte[100];
                    while (in.read(buffer, 3, 50) >= 0) {}
                },
                in -> {
                    while (in.skip(1000) > 0) {}
                    assertThat(in.read()).isNegative();
                });
    }

    /** Does the same on several threads that begin together, and throws what the first of them throws. */
    static void together(int threads, Callable<?> action) throws Exception {
        List<Callable<?>> actions = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            actions.add(action);
        }
        together(actions);
    }

    /** Does several things on threads that begin together, and throws what the first of them throws. */
    static void together(List<? extends Callable<?>> actions) throws Exception {
        CyclicBarrier start = new CyclicBarrier(actions.size());
        List<FutureTask<Object>> tasks = new ArrayList<>();
        for (Callable<?> action : actions) {
            FutureTask<Object> task = new FutureTask<>(() -> {
                start.await();
                return action.call();
            });
            tasks.add(task);
            new Thread(task, "contract").start();
        }
        for (FutureTask<Object> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw (Error) e.getCause();
            }
        }
    }
}
