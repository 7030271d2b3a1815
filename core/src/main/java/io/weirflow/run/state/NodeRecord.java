package io.weirflow.run.state;

import io.weirflow.run.Attempt;
import io.weirflow.run.Node;
import io.weirflow.run.NodeHolder;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known about a node besides the graph. A node without a record is waiting and has never been touched.
 *
 * @param status how far it has come
 * @param done how many of its parents have succeeded and were counted, while it is waiting
 * @param conclusion how it ended
 * @param started when it was last claimed, or completed without
 * @param finished when it was completed
 * @param holder who claimed it last; its token counts the claims
 * @param attempts the number of attempts
 * @param failed how many of them ended in FAIL
 * @param errors how many of them ended in ERROR
 * @param last the last attempt; those before it have records of their own
 */
record NodeRecord(
        NodeStatus status,
        int done,
        Optional<Conclusion> conclusion,
        Optional<Instant> started,
        Optional<Instant> finished,
        Optional<NodeHolder> holder,
        int attempts,
        int failed,
        int errors,
        Optional<Attempt> last) {
    private static final String FORMAT = "weirflow-node";
    private static final int VERSION = 1;

    /** A node that nothing has happened to. */
    static final NodeRecord UNTOUCHED = new NodeRecord(
            NodeStatus.WAITING,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            Optional.empty());

    static NodeRecord read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        NodeStatus status = NodeStatus.of(fields.text());
        int done = (int) fields.number();
        String conclusion = fields.text();
        Optional<Instant> started = instant(fields.number());
        Optional<Instant> finished = instant(fields.number());
        NodeHolder holder = new NodeHolder(fields.text(), fields.text(), fields.number());
        int attempts = (int) fields.number();
        int failed = (int) fields.number();
        int errors = (int) fields.number();
        return new NodeRecord(
                status,
                done,
                conclusion.isEmpty() ? Optional.empty() : Optional.of(Conclusion.of(conclusion)),
                started,
                finished,
                holder.token() == 0 ? Optional.empty() : Optional.of(holder),
                attempts,
                failed,
                errors,
                attempts == 0 ? Optional.empty() : Optional.of(AttemptFormat.read(fields)));
    }

    static NodeRecord read(Optional<StateRecord> record) {
        return record.map(NodeRecord::read).orElse(UNTOUCHED);
    }

    StateValue value() {
        NodeHolder by = holder.orElse(new NodeHolder("", "", 0));
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .text(status.text())
                .number(done)
                .text(conclusion.map(Conclusion::text).orElse(""))
                .number(millis(started))
                .number(millis(finished))
                .text(by.agent())
                .text(by.session())
                .number(by.token())
                .number(attempts)
                .number(failed)
                .number(errors);
        last.ifPresent(attempt -> AttemptFormat.write(fields, attempt));
        return fields.value();
    }

    private static Optional<Instant> instant(long millis) {
        return millis == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    }

    long token() {
        return holder.map(NodeHolder::token).orElse(0L);
    }

    boolean isClaimable() {
        return status == NodeStatus.READY || status == NodeStatus.ORPHANED;
    }

    boolean isHeldBy(long claim) {
        return status == NodeStatus.RUNNING && token() == claim;
    }

    /** Returns the number of attempts that ended in a conclusion. */
    int ended(Conclusion how) {
        return how == Conclusion.FAIL ? failed : how == Conclusion.ERROR ? errors : 0;
    }

    Node.State state() {
        return new Node.State(status, conclusion, started, finished, holder);
    }

    NodeRecord counted(int parents) {
        return new NodeRecord(status, parents, conclusion, started, finished, holder, attempts, failed, errors, last);
    }

    NodeRecord ready() {
        return in(NodeStatus.READY);
    }

    NodeRecord delayed() {
        return in(NodeStatus.DELAYED);
    }

    NodeRecord orphaned() {
        return in(NodeStatus.ORPHANED);
    }

    private NodeRecord in(NodeStatus next) {
        return new NodeRecord(next, 0, conclusion, started, finished, holder, attempts, failed, errors, last);
    }

    NodeRecord claimed(NodeHolder by, Instant now) {
        return new NodeRecord(
                NodeStatus.RUNNING,
                0,
                conclusion,
                Optional.of(now),
                finished,
                Optional.of(by),
                attempts,
                failed,
                errors,
                last);
    }

    /** Returns this node completed without a further attempt. */
    NodeRecord completed(Conclusion how, Instant now) {
        return new NodeRecord(
                NodeStatus.COMPLETED,
                0,
                Optional.of(how),
                started.or(() -> Optional.of(now)),
                Optional.of(now),
                holder,
                attempts,
                failed,
                errors,
                last);
    }

    /** Returns this node with another attempt, to be completed or made ready. */
    NodeRecord attempted(Attempt attempt) {
        Conclusion how = attempt.result().conclusion();
        return new NodeRecord(
                status,
                0,
                conclusion,
                started,
                finished,
                holder,
                attempts + 1,
                failed + (how == Conclusion.FAIL ? 1 : 0),
                errors + (how == Conclusion.ERROR ? 1 : 0),
                Optional.of(attempt));
    }
}
