package io.weirflow.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Agents of a soak, each in a process of its own. Closing kills all of them. */
final class SoakAgents implements AutoCloseable {
    private final Path folder;
    private final CloudOptions cloud;
    private final Random random;
    private final PrintStream out;
    private final List<Process> processes = new ArrayList<>();
    private int started;
    private int kills;

    SoakAgents(Path folder, CloudOptions cloud, Random random, PrintStream out) {
        this.folder = folder;
        this.cloud = cloud;
        this.random = random;
        this.out = out;
    }

    void start() throws IOException {
        List<String> arguments = new ArrayList<>(cloud.arguments());
        arguments.addAll(List.of("agent", folder.toString(), "agent-" + started++));
        Process agent = ChildProgram.start("RunsSoak", arguments.toArray(String[]::new));
        processes.add(agent);
        Thread reader = new Thread(() -> drop(agent.getInputStream()));
        reader.setDaemon(true);
        reader.start();
    }

    /** Reads what an agent logs, which is of lost sessions: they are what this is about. */
    private void drop(InputStream in) {
        try (in) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            out.println("cannot read what an agent prints: " + e);
        }
    }

    /** Kills one with SIGKILL and starts another in its place. */
    void replaceOne() throws IOException, InterruptedException {
        processes.remove(random.nextInt(processes.size())).destroyForcibly().waitFor();
        kills++;
        start();
    }

    int kills() {
        return kills;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
