package io.weirflow.store.queue;

/**
 * How many messages a queue holds, counted range by range while others use it.
 *
 * @param ready those that can be reserved
 * @param delayed those that are not yet visible
 * @param reserved those in the hands of workers
 * @param dead those that were put aside after too many deliveries
 */
public record QueueDepth(long ready, long delayed, long reserved, long dead) {
    /** Returns the sum. */
    public long total() {
        return ready + delayed + reserved + dead;
    }
}
