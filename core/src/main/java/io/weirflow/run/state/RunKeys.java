package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import java.util.Locale;

/**
 * The keys of all records of the runs in a namespace.
 *
 * <p>The index records of all runs that are ready, running or to be propagated are spread over {@value #SHARDS} partitions each, so
 * that none is written too often.
 *
 * @param prefix what all partitions begin with
 */
record RunKeys(String prefix) {
    /** A part of the format: all processes must agree. */
    static final int SHARDS = 4;

    static RunKeys of(String namespace) {
        return new RunKeys(namespace + "/runs");
    }

    /** Returns the partition that lists all runs, by identity. */
    String list() {
        return prefix + "/list";
    }

    StateKey listed(Ulid run) {
        return new StateKey(list(), run.toString());
    }

    /** Returns the partition of a run's own records. */
    String run(Ulid run) {
        return prefix + "/run/" + run;
    }

    StateKey header(Ulid run) {
        return new StateKey(run(run), "header");
    }

    StateKey progress(Ulid run) {
        return new StateKey(run(run), "progress");
    }

    StateKey cancellation(Ulid run) {
        return new StateKey(run(run), "cancellation");
    }

    /** Returns the partition of the records that hold a run's graph. */
    String graph(Ulid run) {
        return run(run) + "/graph";
    }

    StateKey chunk(Ulid run, ChunkKind kind, int number) {
        return new StateKey(graph(run), kind.name().toLowerCase(Locale.ROOT) + '/' + StateKey.number(number));
    }

    static final String NAMES = "names/";

    StateKey names(Ulid run, String first) {
        return new StateKey(graph(run), NAMES + first);
    }

    /** Returns the partition of a run's nodes. */
    String nodes(Ulid run) {
        return run(run) + "/nodes";
    }

    StateKey node(Ulid run, int place) {
        return new StateKey(nodes(run), StateKey.number(place));
    }

    static int place(StateKey node) {
        return Integer.parseInt(node.sort());
    }

    /** Returns the partition of attempts that have been followed by others. */
    String attempts(Ulid run) {
        return run(run) + "/attempts";
    }

    StateKey attempt(Ulid run, int place, int number) {
        return new StateKey(attempts(run), StateKey.number(place) + '/' + StateKey.number(number));
    }

    /** Returns a partition of the index of nodes that can be claimed. */
    String claimable(int shard) {
        return prefix + "/claimable/" + shard;
    }

    StateKey claimable(Ulid run, String runtime, int place) {
        return new StateKey(claimable(shard(run, place)), runtime + '/' + run + '/' + StateKey.number(place));
    }

    /** Returns a partition of the index of nodes that are claimed. */
    String running(int shard) {
        return prefix + "/running/" + shard;
    }

    StateKey running(Ulid run, int place) {
        return new StateKey(running(shard(run, place)), run + "/" + StateKey.number(place));
    }

    /** Returns a partition of what is to be propagated. */
    String outbox(int shard) {
        return prefix + "/outbox/" + shard;
    }

    StateKey outbox(Ulid run, int place) {
        return new StateKey(outbox(shard(run, place)), run + "/" + StateKey.number(place));
    }

    /** Returns the key of what makes the first nodes of a run ready; before those of its nodes. */
    StateKey outboxStart(Ulid run) {
        return new StateKey(outbox(0), run + "/" + OutboxEntry.START);
    }

    /** Returns the key of what cancels a run; before all others of it. */
    StateKey outboxCancel(Ulid run) {
        return new StateKey(outbox(0), run + "/" + OutboxEntry.CANCEL);
    }

    /** Returns the partition of deadlines, in their order. */
    String deadlines() {
        return prefix + "/deadlines";
    }

    StateKey deadline(Ulid run, long millis) {
        return new StateKey(deadlines(), StateKey.number(Math.max(0, millis)) + '/' + run);
    }

    /** Returns a partition of the index of nodes that wait before they are tried again, in the order of when that is. */
    String delayed(int shard) {
        return prefix + "/delayed/" + shard;
    }

    StateKey delayed(Ulid run, int place, long millis) {
        return new StateKey(
                delayed(shard(run, place)),
                StateKey.number(Math.max(0, millis)) + '/' + run + '/' + StateKey.number(place));
    }

    /** Returns the partition of runs that are not yet, or not any more, there as a whole. */
    String partial() {
        return prefix + "/partial";
    }

    StateKey partial(Ulid run) {
        return new StateKey(partial(), run.toString());
    }

    /** Returns the partition of agents. */
    String agents() {
        return prefix + "/agents";
    }

    StateKey agent(String id) {
        return new StateKey(agents(), id);
    }

    static String agentLease(String id) {
        return "agent/" + id;
    }

    static String runLease(Ulid run) {
        return "run/" + run;
    }

    /** A node of a run, as the keys of index records name it. */
    record NodeRef(Ulid run, int place) {}

    /** Returns the node that an index record of running nodes names. */
    static NodeRef running(StateRecord index) {
        return ref(index.key().sort());
    }

    /** Returns the node that an index record of nodes that can be claimed names. */
    static NodeRef claimable(StateRecord index) {
        String sort = index.key().sort();
        return ref(sort.substring(sort.indexOf('/') + 1));
    }

    /** Returns the node that an index record of nodes that wait names. */
    static NodeRef delayed(StateRecord index) {
        String sort = index.key().sort();
        return ref(sort.substring(sort.indexOf('/') + 1));
    }

    /** Returns the run that the sort key of an outbox record begins with. */
    static Ulid outboxRun(StateRecord entry) {
        String sort = entry.key().sort();
        return Ulid.parse(sort.substring(0, sort.indexOf('/')));
    }

    private static NodeRef ref(String text) {
        int slash = text.indexOf('/');
        return new NodeRef(Ulid.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    private static int shard(Ulid run, int place) {
        return Math.floorMod(place + (int) run.low(), SHARDS);
    }
}
