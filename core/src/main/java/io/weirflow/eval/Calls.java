package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Repository;
import java.util.List;
import java.util.Set;

/** Calls what may block in this process, such as Java functions and stores of data, beside the evaluation's thread. */
final class Calls {
    private final Loop loop;
    private final Repository repository;
    private final Answers answers;
    private final Stage<Call> stage;

    /** Who is told the results, on the evaluation's thread. */
    interface Answers {
        void returned(int node, Fileset value);

        void replaced(int node, Flow replacement);

        /**
         * A call failed.
         *
         * @param lost content of its inputs that is gone or damaged
         * @param since when it took its inputs, by {@link Recovery#now}
         */
        void threw(int node, Throwable thrown, Set<Digest> lost, int since);
    }

    private record Call(int node, Work.Blocking work, List<Fileset> inputs, int since) {}

    Calls(Loop loop, Setting setting, Answers answers) {
        this.loop = loop;
        this.repository = setting.cache().repository();
        this.answers = answers;
        int workers = Runtime.getRuntime().availableProcessors();
        this.stage = new Stage<>(setting.threads(), workers, 1, calls -> calls.forEach(this::call));
    }

    void add(int node, Work.Blocking work, List<Fileset> inputs, int since) {
        loop.expect(1);
        stage.add(new Call(node, work, inputs, since));
    }

    private void call(Call call) {
        loop.answer(1, call(call, true));
    }

    /** Returns the answer; what a call missed may have been produced again meanwhile for another, so that it is tried once more. */
    @SuppressWarnings("CatchingUnchecked") // whatever functions of the host throw is the failure of their node
    private Runnable call(Call call, boolean mayTryAgain) {
        try {
            Object result = call.work.apply(repository, call.inputs);
            if (result instanceof Fileset value) {
                return () -> answers.returned(call.node, value);
            } else if (result instanceof Flow replacement) {
                return () -> answers.replaced(call.node, replacement);
            } else {
                throw WeirflowException.of(ErrorKind.INVALID, "call", "the function returned nothing");
            }
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            Set<Digest> lost = lost(call, e);
            return mayTryAgain && lost.isEmpty() && isAboutContent(call, e)
                    ? call(call, false)
                    : () -> answers.threw(call.node, e, lost, call.since);
        }
    }

    private static boolean isAboutContent(Call call, Throwable thrown) {
        return thrown instanceof WeirflowException e
                && (e.is(ErrorKind.INTEGRITY) || e.is(ErrorKind.NOT_EXIST))
                && !call.inputs.isEmpty();
    }

    private Set<Digest> lost(Call call, Throwable thrown) {
        try {
            return Damage.behind(Failure.from(thrown), repository, call.inputs);
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "after a call", e);
            return Set.of();
        }
    }

    void stop() {
        stage.stop();
    }
}
