package io.weirflow.exec;

import java.time.Instant;

/**
 * Statistics of one sampled quantity.
 *
 * @param max the largest sample
 * @param mean the mean
 * @param variance the variance
 * @param count the number of samples
 * @param first when the first sample was taken
 * @param last when the last sample was taken
 */
public record Stats(double max, double mean, double variance, long count, Instant first, Instant last) {}
