package io.weirflow.journal;

import com.google.common.collect.ImmutableList;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a history begins that was trimmed, or deleted before. Without a record it begins with its first entry.
 *
 * @param epoch what is visible comes after this version
 * @param tail entries up to this number may be removed; at most the epoch's
 * @param moves the epochs since the one at the tail, with the time at which each was set, oldest first
 */
record HistoryStart(Version epoch, long tail, List<Move> moves) {
    private static final String FORMAT = "weirflow-journal-start";
    private static final int VERSION = 1;

    /** The beginning of a history that was never trimmed. */
    static final HistoryStart FIRST = new HistoryStart(Version.EPOCH, 0, List.of());

    HistoryStart {
        moves = ImmutableList.copyOf(moves);
    }

    /** A change of the epoch. */
    record Move(long number, Instant time) {}

    /** Returns the beginning after a deletion, whose own entry stays for a while. */
    static HistoryStart after(Version deletion) {
        return new HistoryStart(deletion, deletion.number() - 1, List.of());
    }

    static HistoryStart of(Optional<StateRecord> record) {
        return record.map(HistoryStart::read).orElse(FIRST);
    }

    private static HistoryStart read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        Version epoch = Version.parse(fields.text());
        long tail = fields.number();
        long count = fields.number();
        List<Move> moves = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            moves.add(new Move(fields.number(), Instant.ofEpochMilli(fields.number())));
        }
        return new HistoryStart(epoch, tail, moves);
    }

    StateValue value() {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .text(epoch.toString())
                .number(tail)
                .number(moves.size());
        for (Move move : moves) {
            fields.number(move.number()).number(move.time().toEpochMilli());
        }
        return fields.value();
    }
}
