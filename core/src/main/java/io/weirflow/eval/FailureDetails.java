package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.LogStream;
import io.weirflow.flow.ExecNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what people need to see why a command failed. */
final class FailureDetails {
    private static final int MAX_TAIL_BYTES = 4096;
    private static final int MAX_TAIL_LINES = 20;
    /** Shorter values would blot out half of what is shown, and are no secrets. */
    private static final int MIN_SECRET_LENGTH = 4;

    private FailureDetails() {}

    /** Returns how a job ended whose command failed. Reads the log of a completed exec; may block. */
    static Job.Ending of(Job job, Exec exec, Failure failure) {
        if (!(job.flow instanceof ExecNode node)) {
            return Job.Ending.failed(
                    failure.wrap(io.weirflow.base.ErrorKind.OTHER, job.flow.toString()), Optional.empty());
        }
        ExecInspect inspect = exec.inspect();
        ExecFailedException.Details details = new ExecFailedException.Details(
                node.ident(),
                node.labels(),
                withoutSecrets(inspect.renderedCommand(), node),
                inspect.exitCode(),
                withoutSecrets(tail(exec), node),
                inspect.folder());
        return Job.Ending.failed(describe(node, failure, details), Optional.of(details));
    }

    private static Failure describe(ExecNode node, Failure failure, ExecFailedException.Details details) {
        StringBuilder text = new StringBuilder();
        details.exitCode()
                .ifPresent(code -> text.append("exit code ").append(code).append('\n'));
        text.append("command: ").append(details.command().strip()).append('\n');
        if (!details.stderrTail().isBlank()) {
            text.append("last lines of stderr:\n")
                    .append(details.stderrTail().stripTrailing())
                    .append('\n');
        }
        details.folder()
                .ifPresent(folder -> text.append("kept for you to look into: ")
                        .append(folder)
                        .append('\n'));
        return new Failure(
                failure.effectiveKind(),
                node.toString(),
                List.of(),
                text.toString().strip(),
                Optional.of(failure));
    }

    private static String withoutSecrets(String text, ExecNode node) {
        String shown = text;
        for (Map.Entry<String, String> secret : node.secretEnv().entrySet()) {
            if (secret.getValue().length() >= MIN_SECRET_LENGTH) {
                shown = shown.replace(secret.getValue(), "***");
            }
        }
        return shown;
    }

    private static String tail(Exec exec) {
        byte[] last = new byte[0];
        try (InputStream log = exec.logs(LogStream.STDERR, false)) {
            byte[] buffer = new byte[MAX_TAIL_BYTES];
            for (int n = log.read(buffer); n >= 0; n = log.read(buffer)) {
                last = append(last, buffer, n);
            }
        } catch (IOException | WeirflowException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
        String text = new String(last, StandardCharsets.UTF_8);
        String[] lines = text.split("\n", -1);
        int end = text.endsWith("\n") ? lines.length - 1 : lines.length;
        int start = Math.max(0, end - MAX_TAIL_LINES);
        return String.join("\n", Arrays.asList(lines).subList(start, end));
    }

    private static byte[] append(byte[] last, byte[] more, int count) {
        byte[] all = Arrays.copyOf(last, last.length + count);
        System.arraycopy(more, 0, all, last.length, count);
        return all.length <= MAX_TAIL_BYTES ? all : Arrays.copyOfRange(all, all.length - MAX_TAIL_BYTES, all.length);
    }
}
