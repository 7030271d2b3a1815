package io.weirflow.run.history;

import io.weirflow.base.Ulid;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.Optional;

/**
 * An evaluation as it is remembered.
 *
 * @param id its identity
 * @param name what it was called; may be empty
 * @param user who ran it
 * @param host where its process ran
 * @param session the session of its process
 * @param started when it started, by its process's clock
 * @param ended when it ended, if it did
 * @param state what became of it
 * @param ran how many nodes ran and succeeded
 * @param cached how many were in the cache
 * @param failed how many failed, by themselves or because of others
 * @param error why it failed
 */
public record PastEvaluation(
        Ulid id,
        String name,
        String user,
        String host,
        String session,
        Instant started,
        Optional<Instant> ended,
        PastState state,
        long ran,
        long cached,
        long failed,
        Optional<String> error) {
    private static final String FORMAT = "weirflow-past-evaluation";
    private static final int VERSION = 1;

    PastEvaluation died() {
        return new PastEvaluation(
                id, name, user, host, session, started, ended, PastState.DIED, ran, cached, failed, error);
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(id.toString())
                .text(name)
                .text(user)
                .text(host)
                .text(session)
                .number(started.toEpochMilli())
                .text(Fields.instant(ended))
                .text(state.text())
                .number(ran)
                .number(cached)
                .number(failed)
                .text(error.orElse(""))
                .value();
    }

    static PastEvaluation read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new PastEvaluation(
                Ulid.parse(fields.text()),
                fields.text(),
                fields.text(),
                fields.text(),
                fields.text(),
                Instant.ofEpochMilli(fields.number()),
                Fields.instant(fields.text()),
                PastState.of(fields.text()),
                fields.number(),
                fields.number(),
                fields.number(),
                Fields.present(fields.text()));
    }
}
