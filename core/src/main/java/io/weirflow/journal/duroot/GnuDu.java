package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Measures by the program {@code du} of the GNU coreutils. */
public final class GnuDu implements DiskUsage {
    private static final int MAX_MESSAGE_BYTES = 4096;
    private static final int QUEUED = 1000;
    private static final List<String> UNWANTED =
            List.of("DU_BLOCK_SIZE", "BLOCK_SIZE", "BLOCKSIZE", "POSIXLY_CORRECT", "TIME_STYLE");

    private final String program;
    private final int maxDepth;
    private final long thresholdBytes;

    private GnuDu(String program, int maxDepth, long thresholdBytes) {
        this.program = program;
        this.maxDepth = maxDepth;
        this.thresholdBytes = thresholdBytes;
    }

    /**
     * Returns a measurement down to three levels below the root, of what uses 10 GiB or more. If nothing does, the root alone is
     * handed over.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if there is no such program
     */
    public static GnuDu create() {
        return create("du", 3, 10L << 30);
    }

    /**
     * Returns a measurement.
     *
     * @param program the name or path of the program
     * @param maxDepth how many levels below the root are handed over; 0 or more
     * @param thresholdBytes what uses less is left out; 0 or more
     * @throws WeirflowException of kind NOT_SUPPORTED if there is no such program
     */
    public static GnuDu create(String program, int maxDepth, long thresholdBytes) {
        if (maxDepth < 0 || thresholdBytes < 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "du", "depth and threshold are not negative", maxDepth, thresholdBytes);
        }
        GnuDu du = new GnuDu(program, maxDepth, thresholdBytes);
        du.checkVersion();
        return du;
    }

    private void checkVersion() {
        String found;
        try {
            Process process = start(Path.of("."), List.of(program, "--version"));
            process.getErrorStream().close();
            found = new String(process.getInputStream().readNBytes(MAX_MESSAGE_BYTES), StandardCharsets.UTF_8);
            process.destroy();
        } catch (IOException e) {
            found = e.toString();
        }
        if (!found.startsWith("du (GNU coreutils)")) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "du",
                    "this is not the du of the GNU coreutils: install them, or measure in another way",
                    program,
                    found.lines().findFirst().orElse(""));
        }
    }

    @Override
    public DuRootStatus measure(Path root, Consumer<? super PathUsage> each) {
        boolean[] some = {false};
        Consumer<PathUsage> noting = usage -> {
            some[0] = true;
            each.accept(usage);
        };
        List<String> command = new ArrayList<>(List.of(program, "--block-size=1", "--max-depth=" + maxDepth));
        if (thresholdBytes > 0) {
            command.add("--threshold=" + thresholdBytes);
        }
        command.addAll(List.of("-0", "."));
        DuRootStatus status = run(root, command, noting);
        boolean nothingIsLargeEnough = !some[0] && status.code() != DuRootStatus.FAILED;
        return nothingIsLargeEnough
                ? run(root, List.of(program, "--block-size=1", "--summarize", "-0", "."), noting)
                : status;
    }

    private DuRootStatus run(Path root, List<String> command, Consumer<PathUsage> each) {
        Process process;
        try {
            process = start(root, command);
        } catch (IOException e) {
            return new DuRootStatus(DuRootStatus.FAILED, "du cannot be started: " + e);
        }
        try {
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> head(process.getErrorStream()), Threads.perTaskExecutor());
            boolean some = handOver(process.getInputStream(), each);
            int exit = process.waitFor();
            String message = errors.join().strip();
            if (exit == 0) {
                return new DuRootStatus(DuRootStatus.OK, "");
            }
            return some
                    ? new DuRootStatus(DuRootStatus.PARTLY_UNREADABLE, "some could not be read: " + message)
                    : new DuRootStatus(DuRootStatus.FAILED, "du ended with status " + exit + ": " + message);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "du", root);
        } finally {
            kill(process);
        }
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** What a record of the output came to; empty at the end. */
    private record Read(Optional<PathUsage> usage, Optional<Failure> failure) {}

    /** Reads on a thread of its own, since a thread that reads from a process cannot be interrupted. */
    private static boolean handOver(InputStream output, Consumer<PathUsage> each) throws InterruptedException {
        BlockingQueue<Read> queue = new ArrayBlockingQueue<>(QUEUED);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Threads.perTaskExecutor().execute(() -> read(output, queue, stopped));
        try {
            boolean some = false;
            while (true) {
                Read read = queue.take();
                read.failure().ifPresent(failure -> {
                    throw new WeirflowException(failure);
                });
                if (read.usage().isEmpty()) {
                    return some;
                }
                some = true;
                each.accept(read.usage().get());
            }
        } finally {
            stopped.complete(null);
            queue.clear();
        }
    }

    private static void read(InputStream output, BlockingQueue<Read> queue, CompletableFuture<Void> stopped) {
        UsageParser parser = new UsageParser(output);
        Read read;
        do {
            try {
                read = new Read(parser.next(), Optional.empty());
            } catch (IOException | WeirflowException e) {
                read = new Read(Optional.empty(), Optional.of(Failure.from(e)));
            }
            try {
                while (!queue.offer(read, 1, TimeUnit.SECONDS)) {
                    if (stopped.isDone()) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                return;
            }
        } while (read.usage().isPresent() && !stopped.isDone());
    }

    private static String head(InputStream in) {
        try (in) {
            byte[] head = in.readNBytes(MAX_MESSAGE_BYTES);
            in.transferTo(OutputStream.nullOutputStream());
            return new String(head, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Process start(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        UNWANTED.forEach(environment::remove);
        List.of("LC_ALL", "LANG", "LANGUAGE").forEach(name -> environment.put(name, "C.UTF-8"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
