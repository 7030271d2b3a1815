package io.weirflow.examples.benchmarks;

import io.weirflow.Weirflow;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.task.FileFlow;
import io.weirflow.task.Task;
import java.lang.ProcessBuilder.Redirect;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What {@link CommandStarts} measures of Java, each in a JVM of its own. Arguments: way, commands, folder, MiB of heap to touch. */
final class CommandStartsProgram {
    private static final int AT_A_TIME = 2;

    private CommandStartsProgram() {}

    /** Runs the commands. */
    public static void main(String[] args) throws Exception {
        List<byte[]> heap = new ArrayList<>();
        // Smaller pieces than those that the collector keeps apart.
        for (int i = 0; i < 16 * Integer.parseInt(args[3]); i++) {
            heap.add(new byte[1 << 16]);
        }
        int commands = Integer.parseInt(args[1]);
        Path folder = Path.of(args[2]);
        try {
            if (args[0].equals("weirflow")) {
                evaluate(commands, folder.resolve("state"));
            } else {
                start(commands, folder);
            }
        } finally {
            Reference.reachabilityFence(heap);
        }
    }

    private static void evaluate(int commands, Path folder) {
        try (Weirflow weirflow = FileBackend.builder(folder)
                .processes(processes -> processes.maxCommands(AT_A_TIME))
                .open()) {
            List<FileFlow> targets = new ArrayList<>();
            for (int i = 0; i < commands; i++) {
                targets.add(Task.named("echo")
                        .param("n", Integer.toString(i))
                        .command("echo {{n}} > {{out}}")
                        .outFile("out")
                        .build()
                        .out("out"));
            }
            weirflow.evaluate(EvaluationOptions.DEFAULT, targets).await();
        }
    }

    private static void start(int commands, Path folder) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < commands; i++) {
                String command = "echo " + i + " > out" + i;
                running.add(threads.submit(() -> {
                    int status = new ProcessBuilder("sh", "-c", command)
                            .directory(folder.toFile())
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor();
                    if (status != 0) {
                        throw new IllegalStateException(command + " failed");
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
