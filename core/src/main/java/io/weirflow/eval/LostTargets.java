package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sees to it that content of targets which turned out to be gone is produced again. For the evaluation's thread alone. */
final class LostTargets {
    private final NodeTable table;
    private final Engine engine;
    private final Recovery recovery;

    LostTargets(NodeTable table, Engine engine, Recovery recovery) {
        this.table = table;
        this.engine = engine;
        this.recovery = recovery;
    }

    /** Returns the values that targets have. */
    List<Fileset> values(List<Integer> targets) {
        List<Fileset> values = new ArrayList<>(targets.size());
        for (int target : targets) {
            if (table.state(target) == NodeState.DONE) {
                values.add(table.value(target));
            }
        }
        return values;
    }

    /** Rewinds what produced missing content of targets; tells whether anything is to be done now. */
    boolean rewind(List<Integer> targets, Set<Digest> missing) {
        boolean rewound = false;
        for (int target : targets) {
            if (table.state(target) == NodeState.DONE) {
                rewound |= rewind(target, missing);
            }
        }
        targets.forEach(engine::need);
        return rewound;
    }

    private boolean rewind(int target, Set<Digest> missing) {
        Recovery.Outcome outcome = recovery.rewindValue(target, missing);
        if (outcome == Recovery.Outcome.GIVEN_UP) {
            Failure failure = Failure.of(
                    ErrorKind.NOT_EXIST,
                    table.flow(target).toString(),
                    "content of its value is missing, although it was produced again " + Recovery.MAX_REWINDS
                            + " times: does the repository keep what is put into it?");
            engine.broke(target, Breakage.of(target, failure));
        }
        return outcome != Recovery.Outcome.NOTHING_TO_REWIND;
    }
}
