package io.weirflow.executor.docker;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Docker engine of the tests' own, in a folder of its own; needs root. */
final class PrivateEngine implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final Path folder;
    private final Path fastFolder;
    private final List<String> commandLine;
    private Process process;

    /** Returns an engine that is not started yet. */
    PrivateEngine(String... options) throws IOException {
        // Sockets have short paths. What the engine stores need not survive: memory is quicker than a disk.
        folder = Files.createTempDirectory(Path.of("/tmp"), "weirflow-docker-");
        File memory = new File("/dev/shm");
        fastFolder = memory.getUsableSpace() > 2L << 30
                ? Files.createTempDirectory(memory.toPath(), "weirflow-docker-")
                : folder;
        commandLine = new ArrayList<>(List.of(
                "dockerd",
                "--data-root=" + fastFolder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--host=" + host()));
        commandLine.addAll(Arrays.asList(options));
    }

    /** Runs the engine in a network of its own, so that its bridge meets nobody else's. */
    PrivateEngine inItsOwnNetwork() {
        commandLine.addAll(0, List.of("unshare", "--net", "--"));
        return this;
    }

    static boolean canStart() {
        return System.getProperty("user.name").equals("root")
                && Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "dockerd")));
    }

    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Starts the engine, or starts it again, and waits until it answers. */
    PrivateEngine start() throws IOException {
        process = new ProcessBuilder(commandLine)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers(host())) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String log = Files.readString(folder.resolve("log"));
                close();
                throw new IOException("dockerd does not start: " + log);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return this;
    }

    static boolean answers(String host) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host)
                .build();
        try (var http = new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build();
                var client = DockerClientImpl.getInstance(config, http)) {
            client.pingCmd().exec();
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Asks the engine to end, as a restart of its service does, and waits for that. */
    void stop() {
        try {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        delete(fastFolder);
        delete(folder);
    }

    /** What the engine leaves mounted goes with it. */
    private static void delete(Path folder) throws IOException {
        try {
            String script =
                    "awk -v d=\"$1/\" 'index($2, d) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l;"
                            + " rm -rf \"$1\"";
            new ProcessBuilder("sh", "-c", script, "sh", folder.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
