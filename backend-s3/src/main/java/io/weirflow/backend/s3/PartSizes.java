package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.Bucket;

/**
 * How large the parts of an upload are: S3 allows 10,000 parts of at least 5 MiB. Content of known size gets parts of one size,
 * by Reflow's rule. Parts of content whose size is not known double after each thousand, so that the beginning is cheap and there
 * is room for 2.4 TiB.
 */
final class PartSizes {
    static final long MIB = 1L << 20;
    static final long MIN_BYTES = 5 * MIB;
    static final int MAX_PARTS = 10_000;
    static final long MAX_OBJECT_BYTES = 5L << 40;

    private static final int PARTS_OF_A_SIZE = 1000;
    private static final int MAX_DOUBLINGS = 7;

    private PartSizes() {}

    /** Fails with kind INVALID if content is too large for an object; the arguments name it. */
    static void checkStorable(long sizeBytes, Object... arguments) {
        if (sizeBytes > MAX_OBJECT_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "put",
                    "S3 stores at most 5 TiB in an object, found " + sizeBytes + " bytes",
                    arguments);
        }
    }

    /**
     * Returns the size of a part.
     *
     * @param sizeBytes the size of the content, or {@link Bucket#UNKNOWN_SIZE}
     * @param number the part's number, from 1 on
     */
    static long of(long sizeBytes, int number) {
        if (sizeBytes < 0) {
            return MIN_BYTES << Math.min((number - 1) / PARTS_OF_A_SIZE, MAX_DOUBLINGS);
        }
        return sizeBytes <= MIN_BYTES * MAX_PARTS ? MIN_BYTES : (sizeBytes / MAX_PARTS + MIN_BYTES) / MIB * MIB;
    }
}
