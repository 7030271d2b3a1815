package io.weirflow.exec.staged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleTest {
    private static final Outcome OUTCOME = new Outcome(
            Optional.empty(), Optional.empty(), OptionalInt.empty(), Result.of(Fileset.EMPTY), Profile.EMPTY);
    private static final Failure WHY = Failure.of(ErrorKind.CANCELED, "exec", "why");

    @ParameterizedTest
    @CsvSource({
        "PENDING,    false, true,  false, false, false, true",
        "STAGING,    false, false, true,  false, false, true",
        "RUNNING,    false, false, false, true,  true,  true",
        "COLLECTING, false, false, false, false, true,  true",
        "COMPLETE,   false, false, false, false, false, false",
        "LOST,       false, false, false, false, false, false",
    })
    void statesFollowEachOther(
            ExecState from,
            boolean pending,
            boolean staging,
            boolean running,
            boolean collecting,
            boolean complete,
            boolean lost) {
        List<Boolean> expected = List.of(pending, staging, running, collecting, complete, lost);
        List<ExecState> states = List.of(ExecState.values());
        for (int i = 0; i < states.size(); i++) {
            ExecState to = states.get(i);
            assertThat(Lifecycle.mayFollow(from, to)).as(from + " to " + to).isEqualTo(expected.get(i));
        }
    }

    @Property
    void whateverHappensThereIsOneFinalStateAndItStays(@ForAll List<ExecState> events) {
        Lifecycle lifecycle = new Lifecycle();
        ExecState model = ExecState.PENDING;
        for (ExecState event : events) {
            boolean allowed = Lifecycle.mayFollow(model, event);
            if (event == ExecState.LOST) {
                assertThat(lifecycle.lose(WHY)).isEqualTo(allowed);
            } else if (allowed) {
                move(lifecycle, event);
            } else {
                assertThatIllegalStateException().isThrownBy(() -> move(lifecycle, event));
            }
            model = allowed ? event : model;
            assertThat(lifecycle.state()).isEqualTo(model);
            assertThat(lifecycle.outcome().isPresent()).isEqualTo(model == ExecState.COMPLETE);
            assertThat(lifecycle.failure().isPresent()).isEqualTo(model == ExecState.LOST);
        }
    }

    private static void move(Lifecycle lifecycle, ExecState to) {
        if (to == ExecState.COMPLETE) {
            lifecycle.complete(OUTCOME);
        } else {
            lifecycle.advance(to);
        }
    }

    @Test
    void actionsRunOnceInOrderWhenTheFinalStateIsPublished() {
        Lifecycle lifecycle = new Lifecycle();
        StringBuilder order = new StringBuilder();
        lifecycle.onFinal(() -> order.append('a'));
        lifecycle.onFinal(() -> order.append('b'));
        lifecycle.lose(WHY);
        assertThat(order).isEmpty();
        lifecycle.publish();
        lifecycle.onFinal(() -> order.append('c'));

        assertThat(order).hasToString("abc");
    }
}
