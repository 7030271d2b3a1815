package io.weirflow.exec.process;

import com.google.common.base.Strings;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A long-lived bash that starts commands: at a fraction of what it costs the JVM to start a process, in a process group each, and
 * with the exact CPU time of each at its end. When this program dies it notices, and ends the commands.
 *
 * <p>It is told to start a command by the length of a piece of shell code, in eight digits, and that code, which it runs in a
 * subshell. It answers in lines, each of which is written at once and begins with an empty line, since messages of the shell may
 * come in between: {@code s N PID} when command N has started, {@code t N USER SYSTEM} with its CPU time in seconds and
 * {@code e N CODE} when it has ended, {@code x N} if it could not be started.
 */
final class Spawner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Spawner.class.getName());
    private static final int SIZE_DIGITS = 8;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** The command's shell leads a process group; the subshell around it waits for it. */
    private static final String SCRIPT = """
            exec 3>&1 >/dev/null 2>&3
            set -m
            weirflow_run() {
              trap 'kill -KILL -- "-$weirflow_pid"; exit' TERM
              weirflow_pid=
              cd -- "$2/tmp" || { printf '\\nx %s\\n' "$1" >&3; exit; }
              set -m
              TIMEFORMAT=$'\\nt '"$1"' %3U %3S'
              time {
                { %RUNNER% "$2/command" & weirflow_pid=$!; } </dev/null >"$2/stdout" 2>"$2/stderr" 3>&-
                [ -n "$weirflow_pid" ] || { printf '\\nx %s\\n' "$1" >&3; exit; }
                printf '\\ns %s %s\\n' "$1" "$weirflow_pid" >&3
                wait "$weirflow_pid"
                weirflow_code=$?
              }
              printf '\\ne %s %s\\n' "$1" "$weirflow_code" >&3
            }
            while IFS= read -rN 8 weirflow_size && IFS= read -rN $((10#$weirflow_size)) weirflow_line; do
              ( eval "$weirflow_line" ) &
            done
            kill -TERM $(jobs -p)
            wait
            """;

    private final Process process;
    private final OutputStream requests;
    private final Map<Long, LocalCommand> running = new ConcurrentHashMap<>();
    private final Map<Long, Duration> cpuTimes = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean ended;

    private Spawner(Process process) {
        this.process = process;
        this.requests = process.getOutputStream();
    }

    /** Starts a spawner. */
    static Spawner start(Shells shells, String bash, String token) {
        String script = SCRIPT.replace("%RUNNER%", String.join(" ", ShellCode.quoteAll(shells.runner())));
        ProcessBuilder builder = new ProcessBuilder(
                shells.inSession(List.of(bash, "--noprofile", "--norc", "-c", script, "weirflow-spawner")));
        builder.environment().clear();
        builder.environment().put("PATH", shells.path());
        builder.environment().put(Marker.NAME, token);
        try {
            Spawner spawner = new Spawner(
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
            Threads.daemonFactory("weirflow-spawner").newThread(spawner::read).start();
            return spawner;
        } catch (IOException e) {
            throw WeirflowException.wrap(e, ErrorKind.UNAVAILABLE, "start", bash);
        }
    }

    /** Tells whether it has ended, so that another one is needed. */
    boolean hasEnded() {
        return ended;
    }

    /** Starts a command. */
    void start(LocalCommand command, String environment) {
        long n = number.incrementAndGet();
        byte[] code = (environment + "weirflow_run " + n + " "
                        + ShellCode.quote(command.launch().folder().root().toString()))
                .getBytes(StandardCharsets.UTF_8);
        byte[] size = Strings.padStart(Integer.toString(code.length), SIZE_DIGITS, '0')
                .getBytes(StandardCharsets.US_ASCII);
        running.put(n, command);
        try {
            synchronized (requests) {
                requests.write(size);
                requests.write(code);
                requests.flush();
            }
        } catch (IOException e) {
            running.remove(n);
            throw WeirflowException.wrap(e, ErrorKind.UNAVAILABLE, "start", "spawner", process.pid());
        }
        if (ended) {
            failRest();
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    handle(line);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the spawner's answers ended", e);
        } finally {
            ended = true;
            failRest();
        }
    }

    private void handle(String line) {
        String[] words = line.split(" ", -1);
        try {
            long n = words.length < 2 ? -1 : Long.parseLong(words[1]);
            LocalCommand command = running.get(n);
            if (command == null) {
                return;
            }
            switch (words[0]) {
                case "s" -> command.started(Long.parseLong(words[2]));
                case "t" -> cpuTimes.put(n, seconds(words[2]).plus(seconds(words[3])));
                case "e" -> {
                    running.remove(n);
                    command.ended(Integer.parseInt(words[2]), Optional.ofNullable(cpuTimes.remove(n)));
                }
                case "x" -> {
                    running.remove(n);
                    command.failed(cannotStart(command));
                }
                default -> LOG.log(System.Logger.Level.DEBUG, "spawner: {0}", line);
            }
        } catch (NumberFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, "spawner: {0}", line);
        }
    }

    private static WeirflowException cannotStart(LocalCommand command) {
        return WeirflowException.of(
                ErrorKind.UNAVAILABLE,
                "start",
                "the command could not be started: its logs could not be created in its folder (is the disk full or read-only?)",
                command.launch().folder());
    }

    private static Duration seconds(String text) {
        return Duration.ofNanos((long) (Double.parseDouble(text) * 1e9));
    }

    private void failRest() {
        running.forEach((n, command) -> {
            if (running.remove(n, command)) {
                command.failed(WeirflowException.of(
                        ErrorKind.UNAVAILABLE,
                        "exec",
                        "the process that starts and watches commands has ended: put it again",
                        command.launch().token()));
            }
        });
    }

    /** Makes it end with all it has started, and waits for that. */
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the spawner has ended already", e);
        }
        try {
            if (!process.waitFor(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
