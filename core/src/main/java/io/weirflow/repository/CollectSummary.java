package io.weirflow.repository;

/**
 * What a collection did, or in a dry run would have done.
 *
 * @param examined the number of entries looked at
 * @param removed the number of entries removed
 * @param removedBytes the size of what was removed; 0 where it is not known
 */
public record CollectSummary(long examined, long removed, long removedBytes) {}
