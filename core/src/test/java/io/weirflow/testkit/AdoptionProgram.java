package io.weirflow.testkit;

import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A program that runs one exec, tells how far it is, and waits to be killed. It ends when the program that started it does. */
final class AdoptionProgram {
    /** The id of the exec. */
    static final Digest ID = Digest.of("an exec that outlives its program");

    /** What the program says when the command runs. */
    static final String RUNNING = "running";

    /** What the program says when it has begun to collect the outputs. */
    static final String COLLECTING = "collecting";

    private AdoptionProgram() {}

    /**
     * What to run.
     *
     * @param command a command without arguments
     * @param resources what it reserves
     * @param timeout its limit of time; zero for none
     * @param stuckRepository whether nothing can be stored: collecting the outputs never ends
     */
    record Request(String command, Resources resources, Duration timeout, boolean stuckRepository) {
        static Request of(String command) {
            return new Request(command, Resources.NONE, Duration.ZERO, false);
        }

        Request withResources(Resources value) {
            return new Request(command, value, timeout, stuckRepository);
        }

        Request withTimeout(Duration value) {
            return new Request(command, resources, value, stuckRepository);
        }

        Request withStuckRepository() {
            return new Request(command, resources, timeout, true);
        }
    }

    /** The program as its parent sees it. */
    record Child(Class<?> contract, Path where, Request request) {
        /** Starts the program, and kills it when it says a word. */
        void killWhen(String word) throws Exception {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    AdoptionProgram.class.getName(),
                    contract.getName(),
                    where.toString(),
                    request.command,
                    Long.toString(request.timeout.toMillis()),
                    Boolean.toString(request.stuckRepository)));
            request.resources.asMap().forEach((name, amount) -> line.add(name + "=" + amount));
            Process program = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> said = new ArrayList<>();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
                for (String next = lines.readLine(); next != null; next = lines.readLine()) {
                    said.add(next);
                    if (next.equals(word)) {
                        return;
                    }
                }
                throw new AssertionError("the program ended without saying " + word + ", after " + said);
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        Constructor<?> constructor = Class.forName(args[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        ExecutorHarness contract = (ExecutorHarness) constructor.newInstance();
        boolean stuck = Boolean.parseBoolean(args[4]);
        Executor executor =
                contract.open(Path.of(args[1]), new Stored(MemoryRepository.create(), stuck), contract.setup());
        Exec exec = executor.put(ID, config(args));
        while (exec.state() != ExecState.RUNNING && !exec.state().isFinal()) {
            LockSupport.parkNanos(1_000_000);
        }
        System.out.println(exec.state() == ExecState.RUNNING || stuck ? RUNNING : "ended: " + exec);
        while (System.in.read() >= 0) {
            // the parent says nothing
        }
        Runtime.getRuntime().halt(1);
    }

    private static ExecConfig config(String[] args) {
        ExecConfig.Builder config = ExecConfig.exec(args[2]);
        long timeoutMillis = Long.parseLong(args[3]);
        if (timeoutMillis > 0) {
            config.timeout(Duration.ofMillis(timeoutMillis));
        }
        Resources resources = Resources.NONE;
        for (String amount : List.of(args).subList(5, args.length)) {
            int at = amount.lastIndexOf('=');
            resources = resources.with(amount.substring(0, at), Double.parseDouble(amount.substring(at + 1)));
        }
        return config.resources(resources).build();
    }

    /** A repository that, if it is stuck, never ends to store. */
    private record Stored(Repository inner, boolean stuck) implements Repository {
        @Override
        public Digest put(InputStream content) {
            if (stuck) {
                System.out.println(COLLECTING);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return inner.put(content);
        }

        @Override
        public long size(Digest digest) {
            return inner.size(digest);
        }

        @Override
        public Set<Digest> missing(Collection<Digest> digests) {
            return inner.missing(digests);
        }

        @Override
        public InputStream open(Digest digest) {
            return inner.open(digest);
        }
    }
}
