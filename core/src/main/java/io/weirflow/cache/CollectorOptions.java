package io.weirflow.cache;

import java.time.Instant;

/**
 * What a {@link Collector} keeps and removes. Entries that {@code keep} chooses stay; of the others, those that {@code dead}
 * chooses go; the rest stays if it was used after the threshold.
 *
 * @param threshold entries used last at or before it go, and blobs stored at or before it that no entry needs. It MUST be well
 *     before the begin of the oldest evaluation under way, whose blobs no entry needs yet
 * @param keep which entries stay in any case
 * @param dead which entries go even if they were used recently, and their blobs if no other entry needs them
 * @param dryRun whether to count only
 */
public record CollectorOptions(Instant threshold, LabelFilter keep, LabelFilter dead, boolean dryRun) {
    /** Returns options that remove what was not used after a threshold. */
    public static CollectorOptions unusedSince(Instant threshold) {
        return new CollectorOptions(threshold, LabelFilter.NONE, LabelFilter.NONE, false);
    }

    /** Returns these options with another choice of what stays in any case. */
    public CollectorOptions withKeep(LabelFilter value) {
        return new CollectorOptions(threshold, value, dead, dryRun);
    }

    /** Returns these options with another choice of what goes even if it is recent. */
    public CollectorOptions withDead(LabelFilter value) {
        return new CollectorOptions(threshold, keep, value, dryRun);
    }

    /** Returns these options with counting only on or off. */
    public CollectorOptions withDryRun(boolean value) {
        return new CollectorOptions(threshold, keep, dead, value);
    }
}
