package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Repository;
import java.util.List;

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

        void threw(int node, Throwable thrown);
    }

    private record Call(int node, Work.Blocking work, List<Fileset> inputs) {}

    Calls(Loop loop, Setting setting, Answers answers) {
        this.loop = loop;
        this.repository = setting.cache().repository();
        this.answers = answers;
        int workers = Runtime.getRuntime().availableProcessors();
        this.stage = new Stage<>(setting.threads(), workers, 1, calls -> calls.forEach(this::call));
    }

    void add(int node, Work.Blocking work, List<Fileset> inputs) {
        loop.expect(1);
        stage.add(new Call(node, work, inputs));
    }

    @SuppressWarnings("CatchingUnchecked") // whatever functions of the host throw is the failure of their node
    private void call(Call call) {
        Runnable answer;
        try {
            Object result = call.work.apply(repository, call.inputs);
            if (result instanceof Fileset value) {
                answer = () -> answers.returned(call.node, value);
            } else if (result instanceof Flow replacement) {
                answer = () -> answers.replaced(call.node, replacement);
            } else {
                throw WeirflowException.of(ErrorKind.INVALID, "call", "the function returned nothing");
            }
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            answer = () -> answers.threw(call.node, e);
        }
        loop.answer(1, answer);
    }

    void stop() {
        stage.stop();
    }
}
