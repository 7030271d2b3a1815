package io.weirflow.testkit;

import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The process behind a {@link StateStoreProcess}: executes requests from standard input until it ends. */
final class StateStoreServer {
    static final byte COMMIT = 0;
    static final byte GET = 1;
    static final byte SCAN = 2;
    static final byte HAMMER = 3;

    private final StateStore store;
    private final DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    private final DataOutputStream out;

    private StateStoreServer(StateStore store, DataOutputStream out) {
        this.store = store;
        this.out = out;
    }

    /** Serves the store that the given opener opens for the given argument. */
    public static void main(String[] args) throws Exception {
        // What anything prints must not get between the replies.
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        System.setOut(System.err);
        StateStoreOpener opener = Class.forName(args[0])
                .asSubclass(StateStoreOpener.class)
                .getDeclaredConstructor()
                .newInstance();
        StateStore store = opener.open(args[1]);
        new StateStoreServer(store, out).serve();
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
        System.exit(0);
    }

    private void serve() throws IOException {
        while (true) {
            byte request;
            try {
                request = in.readByte();
            } catch (EOFException e) {
                return;
            }
            switch (request) {
                case COMMIT -> commit(StateStoreWire.readCommit(in));
                case GET -> get(in.readInt());
                case SCAN -> scan(StateStoreWire.readScan(in));
                default -> hammer(in.readUTF());
            }
            out.flush();
        }
    }

    private void commit(Commit commit) throws IOException {
        try {
            var conflict = store.commit(commit);
            out.writeBoolean(true);
            StateStoreWire.writeConflict(out, conflict);
        } catch (WeirflowException e) {
            out.writeBoolean(false);
            StateStoreWire.writeFailure(out, e.failure());
        }
    }

    private void get(int count) throws IOException {
        List<StateKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(StateStoreWire.readKey(in));
        }
        StateStoreWire.writeRecords(out, List.copyOf(store.getAll(keys).values()));
    }

    private void scan(Scan scan) throws IOException {
        ScanPage page = store.scan(scan);
        StateStoreWire.writeRecords(out, page.records());
        out.writeBoolean(page.more());
    }

    /** Commits pairs of records as fast as it can, for ever, from two threads, and acknowledges each by its number. */
    private void hammer(String partition) {
        for (int thread = 0; thread < 2; thread++) {
            int first = thread;
            new Thread(() -> {
                        try {
                            for (int i = first; ; i += 2) {
                                StateValue value = StateValue.utf8("record " + i);
                                store.commitOrFail(Commit.builder()
                                        .put(
                                                new StateKey(partition, "a/" + StateKey.number(i)),
                                                value,
                                                Condition.absent())
                                        .put(
                                                new StateKey(partition, "b/" + StateKey.number(i)),
                                                value,
                                                Condition.absent())
                                        .build());
                                synchronized (out) {
                                    out.writeInt(i);
                                    out.flush();
                                }
                            }
                        } catch (IOException e) {
                            Runtime.getRuntime().halt(1);
                        }
                    })
                    .start();
        }
    }
}
