package io.weirflow.run.exec;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.Result;
import io.weirflow.exec.Shell;
import io.weirflow.repository.Repository;
import io.weirflow.run.Node;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.graph.Conclusion;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** A handle on an exec that agents execute. */
final class RunExec implements Exec {
    private final RunExecs execs;
    private final ExecRecord record;

    RunExec(RunExecs execs, ExecRecord record) {
        this.execs = execs;
        this.record = record;
    }

    @Override
    public Digest id() {
        return record.id();
    }

    @Override
    public URI uri() {
        return URI.create(execs.uri() + "/" + record.id().hex());
    }

    @Override
    public ExecState state() {
        return execs.node(record).map(RunExec::state).orElse(ExecState.LOST);
    }

    static ExecState state(Node node) {
        if (node.status() == NodeStatus.COMPLETED) {
            Conclusion conclusion = node.conclusion().orElse(Conclusion.ERROR);
            boolean complete = conclusion == Conclusion.SUCCESS || conclusion == Conclusion.FAIL;
            return complete ? ExecState.COMPLETE : ExecState.LOST;
        }
        return node.status() == NodeStatus.RUNNING ? ExecState.RUNNING : ExecState.PENDING;
    }

    @Override
    public void await() {
        execs.awaitEnd(record);
        Optional<Node> node = execs.node(record);
        if (node.isEmpty()) {
            throw failure(ErrorKind.CANCELED, "it was removed");
        }
        if (!state(node.get()).isFinal()) {
            throw failure(ErrorKind.CANCELED, "the executor was closed before it ended");
        }
        if (state(node.get()) == ExecState.LOST) {
            boolean canceled =
                    node.get().conclusion().filter(Conclusion.CANCELED::equals).isPresent();
            throw failure(
                    canceled ? ErrorKind.CANCELED : ErrorKind.UNAVAILABLE,
                    canceled ? "it was canceled" : "no agent could execute it: " + lastWords(node.get()));
        }
    }

    private WeirflowException failure(ErrorKind kind, String message) {
        return WeirflowException.of(kind, "exec", message, record.id());
    }

    private static String lastWords(Node node) {
        int attempts = node.attempts().size();
        return attempts == 0
                ? "it was never attempted"
                : node.attempts().get(attempts - 1).result().output().utf8();
    }

    @Override
    public void onComplete(Runnable action) {
        execs.onEnd(record, action);
    }

    @Override
    public Result result() {
        return execs.outcome(record)
                .orElseThrow(() -> failure(ErrorKind.PRECONDITION, "exec not complete"))
                .result();
    }

    @Override
    public ExecInspect inspect() {
        return execs.inspect(record);
    }

    @Override
    public ExecRunInfo inspect(Repository repository) {
        return execs.info(record, repository).orElseThrow(() -> failure(ErrorKind.PRECONDITION, "exec not complete"));
    }

    /** {@inheritDoc} Logs arrive when the exec is complete; until then they are empty, and who follows waits. */
    @Override
    public InputStream logs(LogStream stream, boolean follow) {
        if (follow) {
            execs.awaitEnd(record);
        }
        return execs.log(record, stream).orElseGet(() -> new ByteArrayInputStream(new byte[0]));
    }

    @Override
    public Shell shell() {
        if (state() != ExecState.RUNNING) {
            throw failure(ErrorKind.PRECONDITION, "it is not running");
        }
        throw failure(ErrorKind.NOT_SUPPORTED, "there is no shell beside an exec on another machine");
    }

    @Override
    public void promote() {
        execs.promote(record, result().fileset());
    }

    @Override
    public void cancel() {
        execs.cancel(record);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof RunExec other && record.equals(other.record);
    }

    @Override
    public int hashCode() {
        return record.hashCode();
    }

    @Override
    public String toString() {
        return "exec " + record.id() + ", run " + record.run();
    }

    /** Returns a failure for the inspection of an exec that is lost. */
    static Optional<Failure> trouble(Node node) {
        return state(node) == ExecState.LOST
                ? Optional.of(Failure.of(
                        node.conclusion().filter(Conclusion.CANCELED::equals).isPresent()
                                ? ErrorKind.CANCELED
                                : ErrorKind.UNAVAILABLE,
                        "exec",
                        lastWords(node)))
                : Optional.empty();
    }
}
