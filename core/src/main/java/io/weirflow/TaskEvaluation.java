package io.weirflow;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationReport;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Progress;
import io.weirflow.fileset.Fileset;
import io.weirflow.report.TextReport;
import io.weirflow.task.DirFlow;
import io.weirflow.task.FileFlow;
import io.weirflow.task.Handle;
import io.weirflow.task.ListFlow;
import java.util.List;
import java.util.Optional;

/**
 * An evaluation under way or finished, and its results. Results can be read of the targets only, once it is finished.
 * Thread-safe.
 */
public final class TaskEvaluation implements AutoCloseable {
    private final Evaluation evaluation;
    private final Contents contents;

    TaskEvaluation(Evaluation evaluation, Contents contents) {
        this.evaluation = evaluation;
        this.contents = contents;
    }

    /**
     * Waits for the end.
     *
     * @return this
     * @throws io.weirflow.eval.ExecFailedException if a command failed that a target needs
     * @throws WeirflowException for any other failure of a target, and of kind CANCELED if the evaluation was cancelled or this
     *     thread was interrupted; in the latter case the evaluation goes on
     */
    public TaskEvaluation await() {
        evaluation.await();
        return this;
    }

    /**
     * Waits for the end as {@link #await} does, but does not throw for what failed: {@link #failures} tells.
     *
     * @return this
     */
    public TaskEvaluation awaitResult() {
        evaluation.awaitResult();
        return this;
    }

    /** Returns what failed so far, the first failure first, without what was only skipped. */
    public List<NodeReport> failures() {
        return evaluation.failures();
    }

    /** Returns how far it is. */
    public Progress progress() {
        return evaluation.progress();
    }

    /**
     * Returns the file of a target.
     *
     * @throws WeirflowException the target's failure; of kind NOT_EXIST for an optional file that was not written; of kind
     *     PRECONDITION before the end; of kind INVALID for a handle that is not a target
     */
    public FileResult file(FileFlow target) {
        return findFile(target)
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.NOT_EXIST, "file", "the optional output was not written", target));
    }

    /** Returns the file of a target, absent if it is optional and was not written; otherwise as {@link #file}. */
    public Optional<FileResult> findFile(FileFlow target) {
        Fileset value = value(target);
        return target.isOptional() && value.isEmpty() ? Optional.empty() : Optional.of(file(value));
    }

    /**
     * Returns the directory of a target.
     *
     * @throws WeirflowException as {@link #file} does
     */
    public DirectoryResult directory(DirFlow target) {
        return new DirectoryResult(value(target), contents);
    }

    /**
     * Returns the files of a target that is a list, in order; absent optional files are left out.
     *
     * @throws WeirflowException as {@link #file} does
     */
    public List<FileResult> files(ListFlow<FileFlow> target) {
        return value(target).elements().stream()
                .filter(element -> !element.isEmpty())
                .map(this::file)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * Returns the directories of a target that is a list, in order.
     *
     * @throws WeirflowException as {@link #file} does
     */
    public List<DirectoryResult> directories(ListFlow<DirFlow> target) {
        return value(target).elements().stream()
                .map(element -> new DirectoryResult(element, contents))
                .collect(ImmutableList.toImmutableList());
    }

    /** Returns the value of a target as it is, in particular that of a list of lists; otherwise as {@link #file}. */
    public Fileset value(Handle target) {
        return evaluation.value(target.flow());
    }

    private FileResult file(Fileset value) {
        return new FileResult(value.file(), contents);
    }

    /** Returns in words what it did: what ran and why, how much was cached, what failed. Of a finished evaluation. */
    public String report() {
        return TextReport.of(details());
    }

    /** Returns what it did, node by node. Of a finished evaluation. */
    public EvaluationReport details() {
        return evaluation.report();
    }

    /** Ends it: running commands are ended too. Returns at once; {@link #await} then throws kind CANCELED. */
    public void cancel() {
        evaluation.cancel();
    }

    /** Cancels it if it is still under way and waits, for a bounded time, until what it runs has ended. */
    @Override
    public void close() {
        evaluation.close();
    }
}
