package io.weirflow.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where blocking work runs: a virtual thread for each task on a JVM that has them (21 and later), otherwise a thread of a
 * cached pool of daemon threads.
 *
 * <p>There is no limit to the number of threads: whoever starts tasks limits them by a semaphore. No thread keeps the JVM
 * alive, and there is nothing to close.
 */
public final class Threads {
    private static final long IDLE_SECONDS = 10;
    private static final Executor PER_TASK = perTask();

    private Threads() {}

    /**
     * Returns the executor that starts each task at once on a thread of its own. It is shared by the process and never rejects a
     * task. An exception that a task throws goes to the thread's handler of uncaught exceptions.
     */
    public static Executor perTaskExecutor() {
        return PER_TASK;
    }

    /** Tells whether tasks run on virtual threads. */
    public static boolean areVirtual() {
        return !(PER_TASK instanceof ThreadPoolExecutor);
    }

    /** Returns a factory of daemon threads of the platform, named by a prefix and a number. */
    public static ThreadFactory daemonFactory(String prefix) {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(null, task, prefix + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            // A shared thread must not keep alive the class loader of the application that happened to start it.
            thread.setContextClassLoader(Threads.class.getClassLoader());
            return thread;
        };
    }

    private static Executor perTask() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(
                            lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual))
                                    .invoke(),
                            "weirflow-",
                            1L);
            ThreadFactory factory =
                    (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                            .invoke(named);
            return task -> factory.newThread(task).start();
        } catch (ClassNotFoundException e) {
            return cachedPool();
        } catch (Throwable e) {
            throw new LinkageError("this JVM's virtual threads cannot be used", e);
        }
    }

    private static ExecutorService cachedPool() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemonFactory("weirflow"));
    }
}
