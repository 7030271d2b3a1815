package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.Conflict.FailedWrite;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a store's requests and replies are written between the processes of a test. */
final class StateStoreWire {
    private StateStoreWire() {}

    static void writeId(DataOutputStream out, CommitId id) throws IOException {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static CommitId readId(DataInputStream in) throws IOException {
        return new CommitId(in.readLong(), in.readLong());
    }

    static void writeKey(DataOutputStream out, StateKey key) throws IOException {
        out.writeUTF(key.partition());
        out.writeUTF(key.sort());
    }

    static StateKey readKey(DataInputStream in) throws IOException {
        return new StateKey(in.readUTF(), in.readUTF());
    }

    private static void writeValue(DataOutputStream out, StateValue value) throws IOException {
        out.writeInt(value.size());
        out.write(value.bytes());
    }

    private static StateValue readValue(DataInputStream in) throws IOException {
        return StateValue.wrap(in.readNBytes(in.readInt()));
    }

    private static void writeCondition(DataOutputStream out, Condition condition) throws IOException {
        if (condition instanceof Condition.AtVersion at) {
            out.writeByte(2);
            writeId(out, at.version());
        } else {
            out.writeByte(condition instanceof Condition.Absent ? 1 : 0);
        }
    }

    private static Condition readCondition(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 0 -> Condition.any();
            case 1 -> Condition.absent();
            default -> Condition.at(readId(in));
        };
    }

    static void writeCommit(DataOutputStream out, Commit commit) throws IOException {
        writeId(out, commit.id());
        out.writeInt(commit.writes().size());
        for (Write write : commit.writes()) {
            out.writeByte(write instanceof Write.Put ? 0 : write instanceof Write.Delete ? 1 : 2);
            writeKey(out, write.key());
            writeCondition(out, write.condition());
            if (write instanceof Write.Put put) {
                writeValue(out, put.value());
            }
        }
    }

    static Commit readCommit(DataInputStream in) throws IOException {
        CommitId id = readId(in);
        List<Write> writes = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte kind = in.readByte();
            StateKey key = readKey(in);
            Condition condition = readCondition(in);
            writes.add(
                    switch (kind) {
                        case 0 -> new Write.Put(key, readValue(in), condition);
                        case 1 -> new Write.Delete(key, condition);
                        default -> new Write.Check(key, condition);
                    });
        }
        return new Commit(id, writes);
    }

    static void writeConflict(DataOutputStream out, Optional<Conflict> conflict) throws IOException {
        List<FailedWrite> failures = conflict.map(Conflict::failures).orElse(List.of());
        out.writeInt(failures.size());
        for (FailedWrite failure : failures) {
            out.writeInt(failure.index());
            out.writeBoolean(failure.found().isPresent());
            if (failure.found().isPresent()) {
                writeId(out, failure.found().get());
            }
        }
    }

    static Optional<Conflict> readConflict(DataInputStream in, Commit commit) throws IOException {
        List<FailedWrite> failures = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            int index = in.readInt();
            Optional<CommitId> found = in.readBoolean() ? Optional.of(readId(in)) : Optional.empty();
            failures.add(new FailedWrite(index, commit.writes().get(index), found));
        }
        return failures.isEmpty() ? Optional.empty() : Optional.of(new Conflict(commit.id(), failures));
    }

    static void writeScan(DataOutputStream out, Scan scan) throws IOException {
        out.writeUTF(scan.partition());
        out.writeUTF(scan.lower());
        out.writeBoolean(scan.lowerExcluded());
        out.writeUTF(scan.upper().orElse(""));
        out.writeBoolean(scan.descending());
        out.writeInt(scan.limit());
    }

    static Scan readScan(DataInputStream in) throws IOException {
        return new Scan(
                in.readUTF(),
                in.readUTF(),
                in.readBoolean(),
                Optional.of(in.readUTF()).filter(upper -> !upper.isEmpty()),
                in.readBoolean(),
                in.readInt());
    }

    static void writeRecords(DataOutputStream out, List<StateRecord> records) throws IOException {
        out.writeInt(records.size());
        for (StateRecord record : records) {
            writeKey(out, record.key());
            writeValue(out, record.value());
            writeId(out, record.version());
        }
    }

    static List<StateRecord> readRecords(DataInputStream in) throws IOException {
        List<StateRecord> records = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            records.add(new StateRecord(readKey(in), readValue(in), readId(in)));
        }
        return records;
    }

    static void writeFailure(DataOutputStream out, Failure failure) throws IOException {
        out.writeUTF(failure.effectiveKind().name());
        out.writeUTF(failure.toString());
    }

    static Failure readFailure(DataInputStream in) throws IOException {
        return Failure.of(ErrorKind.valueOf(in.readUTF()), "in another process", in.readUTF());
    }
}
