package io.weirflow.report;

import com.google.common.base.Ticker;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Shows how far an evaluation is: on a terminal one line that is rewritten, ten times a second at most; elsewhere a line
 * every ten seconds at most, so that a log stays readable. Give it to an evaluation as its listener, and close it before
 * anything else is printed, which removes the line from a terminal. Thread-safe.
 */
public final class ProgressLine implements Consumer<EvaluationEvent>, AutoCloseable {
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LOG_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_COLUMNS = 79;
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final Ticker ticker;
    private final long intervalNanos;
    private long lastNanos;
    private boolean shown;
    private boolean closed;

    private ProgressLine(PrintStream out, boolean terminal, Ticker ticker) {
        this.out = out;
        this.terminal = terminal;
        this.ticker = ticker;
        this.intervalNanos = terminal ? TERMINAL_NANOS : LOG_NANOS;
        this.lastNanos = terminal ? ticker.read() - intervalNanos : ticker.read();
    }

    /** Returns a line on standard error, which is treated as a terminal if it is one. */
    public static ProgressLine onStandardError() {
        return new ProgressLine(System.err, Terminal.isThere(), Ticker.systemTicker());
    }

    /** Returns a line on a stream. */
    public static ProgressLine on(PrintStream out, boolean terminal, Ticker ticker) {
        return new ProgressLine(out, terminal, ticker);
    }

    @Override
    public synchronized void accept(EvaluationEvent event) {
        long now = ticker.read();
        boolean ofNode = event instanceof EvaluationEvent.Started || event instanceof EvaluationEvent.Finished;
        if (closed || !ofNode || now - lastNanos < intervalNanos) {
            return;
        }
        lastNanos = now;
        String line = text(event);
        if (terminal) {
            out.print(ERASE + (line.length() > MOST_COLUMNS ? line.substring(0, MOST_COLUMNS - 1) + "…" : line));
            shown = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    private static String text(EvaluationEvent event) {
        if (event instanceof EvaluationEvent.Started started) {
            return text(started.progress()) + ": " + NodeName.of(started.node());
        }
        EvaluationEvent.Finished finished = (EvaluationEvent.Finished) event;
        return text(finished.progress()) + ": " + NodeName.of(finished.report().node());
    }

    private static String text(Progress progress) {
        String failed = progress.failed() > 0 ? progress.failed() + " failed, " : "";
        return progress.done() + " of " + progress.total() + " done, " + progress.cached() + " cached, " + failed
                + progress.running() + " running";
    }

    /** Removes the line from a terminal. What comes later is not shown. */
    @Override
    public synchronized void close() {
        closed = true;
        if (shown) {
            out.print(ERASE);
            out.flush();
            shown = false;
        }
    }
}
