package io.weirflow.examples.benchmarks;

import java.io.IOException;

/** A shell's loop of {@code docker run}. */
final class DockerRun {
    private DockerRun() {}

    /** Runs a number of containers, some at a time. */
    static void loop(String engine, String image, int count, int parallel) throws IOException, InterruptedException {
        String loop = "seq " + count + " | xargs -P " + parallel
                + " -I{} docker -H \"$1\" run --rm --network none \"$2\" /bin/sh -c true";
        Process process = new ProcessBuilder("sh", "-c", loop, "sh", engine, image)
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("docker run failed");
        }
    }
}
