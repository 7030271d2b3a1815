package io.weirflow.run.state;

import io.weirflow.run.Attempt;
import io.weirflow.run.NodeResult;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads attempts, within the record of their node and in records of their own. */
final class AttemptFormat {
    private static final String FORMAT = "weirflow-attempt";
    private static final int VERSION = 1;

    private AttemptFormat() {}

    static void write(StateEncoder fields, Attempt attempt) {
        NodeResult result = attempt.result();
        fields.text(result.conclusion().text())
                .bytes(result.output().bytes())
                .text(attempt.agent())
                .number(attempt.token())
                .number(attempt.started().toEpochMilli())
                .number(attempt.finished().toEpochMilli())
                .number(result.metadata().size());
        result.metadata().forEach((key, value) -> fields.text(key).text(value));
    }

    static Attempt read(StateDecoder fields) {
        Conclusion conclusion = Conclusion.of(fields.text());
        StateValue output = StateValue.wrap(fields.bytes());
        String agent = fields.text();
        long token = fields.number();
        Instant started = Instant.ofEpochMilli(fields.number());
        Instant finished = Instant.ofEpochMilli(fields.number());
        Map<String, String> metadata = new TreeMap<>();
        for (long i = fields.number(); i > 0; i--) {
            metadata.put(fields.text(), fields.text());
        }
        return new Attempt(new NodeResult(conclusion, metadata, output), agent, token, started, finished);
    }

    static StateValue value(Attempt attempt) {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION);
        write(fields, attempt);
        return fields.value();
    }

    static Attempt read(StateRecord record) {
        return read(new StateDecoder(record, FORMAT, VERSION));
    }
}
