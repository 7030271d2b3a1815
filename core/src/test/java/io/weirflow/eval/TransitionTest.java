package io.weirflow.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of the evaluator's core: state, event and route to next state and action; all else is impossible. */
class TransitionTest {
    private static final String TABLE = """
            IDLE               NEEDED       LOOKUP_FIRST  LOOKUP             LOOK_UP
            IDLE               NEEDED       INPUTS_FIRST  WAITING            NEED_INPUTS
            IDLE               NEEDED       DIRECT        WAITING            NEED_INPUTS
            IDLE               BROKE        *             FAILED             PUBLISH
            IDLE               REWOUND      *             IDLE               NONE
            LOOKUP             NEEDED       *             LOOKUP             NONE
            LOOKUP             HIT          *             DONE               PUBLISH
            LOOKUP             MISSED       *             WAITING            NEED_INPUTS
            LOOKUP             BROKE        *             FAILED             PUBLISH
            WAITING            NEEDED       *             WAITING            NONE
            WAITING            INPUTS_READY LOOKUP_FIRST  LOOKUP_WITH_INPUTS LOOK_UP_WITH_INPUTS
            WAITING            INPUTS_READY INPUTS_FIRST  LOOKUP_WITH_INPUTS LOOK_UP_WITH_INPUTS
            WAITING            INPUTS_READY DIRECT        RUNNING            RUN
            WAITING            INPUT_FAILED *             FAILED             PUBLISH
            WAITING            BROKE        *             FAILED             PUBLISH
            LOOKUP_WITH_INPUTS NEEDED       *             LOOKUP_WITH_INPUTS NONE
            LOOKUP_WITH_INPUTS HIT          *             DONE               PUBLISH
            LOOKUP_WITH_INPUTS MISSED       *             RUNNING            RUN
            LOOKUP_WITH_INPUTS BROKE        *             FAILED             PUBLISH
            RUNNING            NEEDED       *             RUNNING            NONE
            RUNNING            COMPUTED     *             DONE               PUBLISH
            RUNNING            REPLACED     *             EXPANDED           NEED_REPLACEMENT
            RUNNING            BROKE        *             FAILED             PUBLISH
            RUNNING            REWOUND      *             WAITING            NEED_INPUTS
            EXPANDED           NEEDED       *             EXPANDED           NONE
            EXPANDED           INPUTS_READY *             DONE               TAKE_OVER
            EXPANDED           INPUT_FAILED *             FAILED             PUBLISH
            EXPANDED           BROKE        *             FAILED             PUBLISH
            DONE               NEEDED       *             DONE               NONE
            DONE               REWOUND      *             IDLE               NONE
            DONE               BROKE        *             FAILED             PUBLISH
            """;

    private record Case(NodeState state, NodeEvent event, Route route) {}

    private static Map<Case, Transition> table() {
        Map<Case, Transition> table = new HashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] cells =
                    Splitter.on(' ').omitEmptyStrings().splitToList(line).toArray(String[]::new);
            Transition transition = new Transition(NodeState.valueOf(cells[3]), NodeAction.valueOf(cells[4]));
            for (Route route : Route.values()) {
                if (cells[2].equals("*") || cells[2].equals(route.name())) {
                    table.put(new Case(NodeState.valueOf(cells[0]), NodeEvent.valueOf(cells[1]), route), transition);
                }
            }
        }
        for (NodeEvent event : NodeEvent.values()) {
            for (Route route : Route.values()) {
                table.put(new Case(NodeState.FAILED, event, route), new Transition(NodeState.FAILED, NodeAction.NONE));
            }
        }
        return table;
    }

    @Test
    void everyTransitionIsThatOfTheTableAndAllOthersAreImpossible() {
        Map<Case, Transition> table = table();
        for (NodeState state : NodeState.values()) {
            for (NodeEvent event : NodeEvent.values()) {
                for (Route route : Route.values()) {
                    Transition expected = table.get(new Case(state, event, route));
                    if (expected == null) {
                        assertThatThrownBy(() -> Transition.of(state, event, route))
                                .as(state + " " + event + " " + route)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining(state.name())
                                .hasMessageContaining(event.name());
                    } else {
                        assertThat(Transition.of(state, event, route))
                                .as(state + " " + event + " " + route)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }
}
