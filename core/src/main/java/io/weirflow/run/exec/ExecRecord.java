package io.weirflow.run.exec;

import io.weirflow.base.Ulid;
import io.weirflow.digest.Digest;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;

/**
 * Which run executes an exec. The record comes before the run: whoever finds a record without its run starts it.
 *
 * @param id the exec
 * @param run the run
 * @param config the stored configuration
 * @param created when it was put
 */
record ExecRecord(Digest id, Ulid run, Digest config, Instant created) {
    private static final String FORMAT = "weirflow-run-exec";
    private static final int VERSION = 1;

    static String partition(String namespace) {
        return namespace + "/execs";
    }

    /** Returns the partition of runs that nobody wants any more. */
    static String unwanted(String namespace) {
        return namespace + "/execs-unwanted";
    }

    static StateKey key(String namespace, Digest id) {
        return new StateKey(partition(namespace), id.toString());
    }

    static ExecRecord read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new ExecRecord(
                Digest.parse(record.key().sort()),
                Ulid.parse(fields.text()),
                Digest.parse(fields.text()),
                Instant.ofEpochMilli(fields.number()));
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(run.toString())
                .text(config.toString())
                .number(created.toEpochMilli())
                .value();
    }
}
