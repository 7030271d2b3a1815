package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.Result;
import io.weirflow.exec.Shell;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import io.weirflow.resource.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** An exec of a {@link StagedExecutor}: queued, then run by an {@link ExecRun} on a thread of its own. */
final class StagedExec implements Exec, Admission.Ticket {
    /** What {@link StagedExec} needs of its executor. */
    record Home(URI uri, Services services, Admission admission, ObjectUses uses) {}

    private final Home home;
    private final Manifest manifest;
    private final ExecFolder folder;
    private final Lifecycle lifecycle = new Lifecycle();
    private final ExecRun run;
    private final ExecDetails details;
    private final AtomicBoolean promoted = new AtomicBoolean();

    StagedExec(Home home, Manifest manifest, ExecFolder folder) {
        this.home = home;
        this.manifest = manifest;
        this.folder = folder;
        this.run = manifest.config().type() == ExecType.EXEC
                ? new CommandRun(manifest, folder, home.services(), lifecycle)
                : new TransferRun(manifest, folder, home.services(), lifecycle);
        this.details = new ExecDetails(manifest, folder, lifecycle, run);
    }

    /** Tells whether a later put of the same id gets this: it is under way, or complete without a failure. */
    boolean isKept() {
        ExecState state = lifecycle.state();
        return state != ExecState.LOST
                && lifecycle
                        .outcome()
                        .flatMap(outcome -> outcome.result().failure())
                        .isEmpty();
    }

    ExecConfig config() {
        return manifest.config();
    }

    /** Returns how it was completed, if it is complete. */
    Optional<Outcome> outcome() {
        return lifecycle.outcome();
    }

    ExecFolder folder() {
        return folder;
    }

    /** Queues the exec. */
    void start() {
        home.admission().enter(this);
    }

    /** Makes this what an earlier run of the program completed. */
    void recover(Outcome outcome) {
        lifecycle.advance(ExecState.STAGING);
        lifecycle.advance(ExecState.RUNNING);
        lifecycle.complete(outcome);
        lifecycle.publish();
    }

    /** Makes this what an earlier run of the program left unfinished. */
    void recover(Failure failure) {
        lifecycle.lose(failure);
        lifecycle.publish();
    }

    /** Goes on with what an earlier run of the program started. */
    void adopt(Launched launched) {
        home.admission().enterAdmitted(this);
        perform(() -> ((CommandRun) run).resume(launched));
    }

    @Override
    public Resources resources() {
        return manifest.config().resources();
    }

    @Override
    public void admitted() {
        perform(run::run);
    }

    private void perform(Work work) {
        Threads.perTaskExecutor().execute(() -> {
            work(work);
            home.admission().leave(this);
            lifecycle.publish();
        });
    }

    private interface Work {
        Outcome run() throws IOException, InterruptedException, ExecRun.StoppedException;
    }

    private void work(Work work) {
        try {
            lifecycle.complete(work.run());
        } catch (ExecRun.StoppedException e) {
            lifecycle.lose(Verdict.of(id(), e.reason(), manifest.config(), 0));
        } catch (Throwable e) { // whatever it is, whoever waits must learn of it
            lifecycle.lose(
                    e instanceof IOException io
                            ? DiskFailures.writing(io, folder.root(), "exec", id())
                                    .failure()
                            : Failure.from(e).wrap(ErrorKind.OTHER, "exec", id()));
        }
    }

    /** Makes this end soon, without waiting for it. */
    void stop(StopReason reason) {
        if (home.admission().withdraw(this)) {
            lifecycle.lose(Verdict.of(id(), reason, manifest.config(), 0));
            lifecycle.publish();
        } else if (!lifecycle.state().isFinal()) {
            run.stop(reason);
        }
    }

    /** Waits until nothing happens any more. */
    void awaitFinal() throws InterruptedException {
        lifecycle.await();
    }

    /** Waits until nothing happens any more, at most for a time; tells whether that is so. */
    boolean awaitFinal(Duration limit) throws InterruptedException {
        return lifecycle.await(limit);
    }

    @Override
    public Digest id() {
        return manifest.id();
    }

    @Override
    public URI uri() {
        return URI.create(home.uri() + "/" + id().hex());
    }

    @Override
    public ExecState state() {
        return lifecycle.state();
    }

    @Override
    public void await() {
        try {
            lifecycle.await();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "await", id());
        }
        lifecycle.failure().ifPresent(failure -> {
            throw new WeirflowException(failure);
        });
    }

    @Override
    public void onComplete(Runnable action) {
        lifecycle.onFinal(action);
    }

    @Override
    public Result result() {
        return outcome("result").result();
    }

    private Outcome outcome(String operation) {
        return lifecycle
                .outcome()
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.PRECONDITION,
                        operation,
                        "exec not complete"
                                + lifecycle.failure().map(f -> ": " + f).orElse(""),
                        id()));
    }

    @Override
    public ExecInspect inspect() {
        return details.inspect();
    }

    @Override
    public ExecRunInfo inspect(Repository repository) {
        return details.save(repository, outcome("inspect").profile());
    }

    @Override
    public InputStream logs(LogStream stream, boolean follow) {
        Path log = stream == LogStream.STDOUT ? folder.stdout() : folder.stderr();
        if (follow) {
            return new FollowingInputStream(log, lifecycle::await);
        }
        try {
            return Files.newInputStream(log);
        } catch (NoSuchFileException e) {
            return InputStream.nullInputStream();
        } catch (IOException e) {
            throw Streams.failure(e, "logs", id());
        }
    }

    @Override
    public Shell shell() {
        return run.launched()
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.PRECONDITION, "shell", "is not running a command but " + state(), id()))
                .shell();
    }

    @Override
    public void promote() {
        Result result = outcome("promote").result();
        if (manifest.config().type() != ExecType.EXTERN && promoted.compareAndSet(false, true)) {
            home.uses().take(result.fileset());
        }
    }

    @Override
    public void cancel() {
        stop(StopReason.CANCELED);
    }

    /** Returns id and state, for messages. */
    @Override
    public String toString() {
        return "exec " + id() + " " + state();
    }
}
