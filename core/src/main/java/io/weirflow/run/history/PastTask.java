package io.weirflow.run.history;

import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.Ulid;
import io.weirflow.digest.Digest;
import io.weirflow.resource.Resources;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Work that an evaluation did: a command, an import, an export or a function.
 *
 * @param evaluation the evaluation
 * @param number its number within the evaluation, in the order of starts, from 1
 * @param ident what it is called; may be empty
 * @param operation what kind of work it is
 * @param key its logical key in the cache; empty as long as it runs
 * @param state what became of it
 * @param started when it started
 * @param ended when it ended, if it did
 * @param asked the resources that were reserved for it
 * @param used the most it used of each quantity that was measured, see {@link io.weirflow.exec.Profile}
 * @param error why it failed
 * @param inspect the digest of its details in the repository, if they were saved
 * @param stdout the digest of its standard output
 * @param stderr the digest of its standard error
 */
public record PastTask(
        Ulid evaluation,
        long number,
        String ident,
        String operation,
        Optional<Digest> key,
        PastState state,
        Instant started,
        Optional<Instant> ended,
        Resources asked,
        Map<String, Double> used,
        Optional<String> error,
        Optional<Digest> inspect,
        Optional<Digest> stdout,
        Optional<Digest> stderr) {
    private static final String FORMAT = "weirflow-past-task";
    private static final int VERSION = 1;

    /** Copies the map. */
    public PastTask {
        used = ImmutableSortedMap.copyOf(used);
    }

    PastTask died() {
        return new PastTask(
                evaluation,
                number,
                ident,
                operation,
                key,
                PastState.DIED,
                started,
                ended,
                asked,
                used,
                error,
                inspect,
                stdout,
                stderr);
    }

    StateValue value() {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .text(evaluation.toString())
                .number(number)
                .text(ident)
                .text(operation)
                .text(Fields.digest(key))
                .text(state.text())
                .number(started.toEpochMilli())
                .text(Fields.instant(ended));
        Fields.amounts(fields, asked.asMap());
        Fields.amounts(fields, used);
        return fields.text(error.orElse(""))
                .text(Fields.digest(inspect))
                .text(Fields.digest(stdout))
                .text(Fields.digest(stderr))
                .value();
    }

    static PastTask read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new PastTask(
                Ulid.parse(fields.text()),
                fields.number(),
                fields.text(),
                fields.text(),
                Fields.digest(fields.text()),
                PastState.of(fields.text()),
                Instant.ofEpochMilli(fields.number()),
                Fields.instant(fields.text()),
                Resources.of(Fields.amounts(fields)),
                Fields.amounts(fields),
                Fields.present(fields.text()),
                Fields.digest(fields.text()),
                Fields.digest(fields.text()),
                Fields.digest(fields.text()));
    }
}
