package io.weirflow.store.queue;

import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.util.List;
import java.util.Optional;

/**
 * The records of a queue, and the writes that move a message from one range to another.
 *
 * @param prefix what the partitions of the queue begin with
 */
record QueueRecords(String prefix) {
    static QueueRecords of(String namespace, String name) {
        return new QueueRecords(namespace + "/queue/" + name + "/");
    }

    String partition(QueueRange range) {
        return prefix + range.text();
    }

    StateKey message(String id) {
        return new StateKey(prefix + "message", id);
    }

    StateKey index(MessageRecord message) {
        return new StateKey(partition(message.range()), message.indexSort());
    }

    /** Returns the id in the sort key of an index record. */
    static String id(QueueRange range, StateKey index) {
        String sort = index.sort();
        return switch (range) {
            case READY -> sort.substring(sort.indexOf('/', 2) + 1);
            case DELAYED -> sort.substring(sort.indexOf('/') + 1);
            case RESERVED, DEAD -> sort;
        };
    }

    /** Returns the writes that create a message. */
    List<Write> create(MessageRecord message) {
        return List.of(
                new Write.Put(message(message.id()), message.value(), Condition.absent()),
                new Write.Put(index(message), StateValue.EMPTY, Condition.any()));
    }

    /** Returns the writes that move a message, if its record is still the one that was read. */
    List<Write> move(StateRecord read, MessageRecord to, StateValue indexValue) {
        MessageRecord from = MessageRecord.read(read);
        return List.of(
                new Write.Put(read.key(), to.value(), Condition.unchanged(read)),
                new Write.Delete(index(from), Condition.any()),
                new Write.Put(index(to), indexValue, Condition.any()));
    }

    /** Returns the writes that remove a message, if its record is still the one that was read. */
    List<Write> remove(StateRecord read) {
        return List.of(
                new Write.Delete(read.key(), Condition.unchanged(read)),
                new Write.Delete(index(MessageRecord.read(read)), Condition.any()));
    }

    /** Returns a message's record, if it is in the given range. */
    static Optional<StateRecord> in(QueueRange range, Optional<StateRecord> record) {
        return record.filter(found -> MessageRecord.read(found).range() == range);
    }
}
