package io.weirflow.cache;

import io.weirflow.repository.CollectSummary;

/**
 * What a {@link Collector} did, or in a dry run would have done.
 *
 * @param entries of the assoc
 * @param blobs of the repository
 * @param unusable how many entries that were to stay are malformed or lack the blob that holds their value; they went too,
 *     unless their key had a usable entry of another kind
 */
public record CollectorReport(CollectSummary entries, CollectSummary blobs, long unusable) {}
