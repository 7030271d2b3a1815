package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Conflict;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store in a process of its own, used from here: a second handle that shares nothing with the first but the state. One request
 * at a time; watches hint at nothing.
 */
public final class StateStoreProcess implements StateStore, AutoCloseable {
    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream replies;

    private StateStoreProcess(Process process) {
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.replies = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /** Starts a process with this one's class path that opens a store by an opener. */
    public static StateStoreProcess start(Class<? extends StateStoreOpener> opener, String argument)
            throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                StateStoreServer.class.getName(),
                opener.getName(),
                argument);
        return new StateStoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private interface Request {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private interface Reply<T> {
        T readFrom(DataInputStream in) throws IOException;
    }

    private synchronized <T> T call(byte kind, Request request, Reply<T> reply) {
        try {
            requests.writeByte(kind);
            request.writeTo(requests);
            requests.flush();
            return reply.readFrom(replies);
        } catch (IOException e) {
            throw WeirflowException.wrap(e, ErrorKind.OUTCOME_UNKNOWN, "call another process", process.pid());
        }
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        return call(StateStoreServer.COMMIT, out -> StateStoreWire.writeCommit(out, commit), in -> {
            if (!in.readBoolean()) {
                throw new WeirflowException(StateStoreWire.readFailure(in));
            }
            return StateStoreWire.readConflict(in, commit);
        });
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        List<StateKey> asked = new ArrayList<>(keys);
        Request request = out -> {
            out.writeInt(asked.size());
            for (StateKey key : asked) {
                StateStoreWire.writeKey(out, key);
            }
        };
        Map<StateKey, StateRecord> found = new HashMap<>();
        call(StateStoreServer.GET, request, StateStoreWire::readRecords)
                .forEach(record -> found.put(record.key(), record));
        return found;
    }

    @Override
    public ScanPage scan(Scan scan) {
        return call(
                StateStoreServer.SCAN,
                out -> StateStoreWire.writeScan(out, scan),
                in -> new ScanPage(StateStoreWire.readRecords(in), in.readBoolean()));
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        return () -> {};
    }

    /**
     * Lets the process commit for ever, record i as a pair of {@code a/<i>} and {@code b/<i>}; waits for a number of
     * acknowledgements, kills the process and returns the numbers of all acknowledged records.
     */
    List<Integer> hammerAndKill(String partition, int acknowledgements) throws IOException {
        requests.writeByte(StateStoreServer.HAMMER);
        requests.writeUTF(partition);
        requests.flush();
        List<Integer> acknowledged = new ArrayList<>();
        while (acknowledged.size() < acknowledgements) {
            acknowledged.add(replies.readInt());
        }
        kill();
        try {
            while (true) {
                acknowledged.add(replies.readInt());
            }
        } catch (IOException e) {
            return acknowledged; // all that was in the pipe
        }
    }

    /** Kills the process with SIGKILL, wherever it is. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends the process in order. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
