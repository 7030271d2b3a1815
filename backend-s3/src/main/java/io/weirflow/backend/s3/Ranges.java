package io.weirflow.backend.s3;

/**
 * Which ranges a download is cut into. The first is small, so that most objects need but one request. The others are large at
 * first, since each costs a request, and become smaller towards the end, so that those under way end together and what is left
 * to be hashed then is little.
 */
final class Ranges {
    static final long FIRST_BYTES = 8 * PartSizes.MIB;
    static final long LARGEST_BYTES = 64 * PartSizes.MIB;

    private Ranges() {}

    /** A stretch of an object, from {@code begin} to before {@code end}. */
    record Range(long begin, long end) {}

    /**
     * Returns the range that follows.
     *
     * @param begin where it begins, before {@code end}
     * @param end the end of the object
     * @param atATime how many are under way at a time
     */
    static Range next(long begin, long end, int atATime) {
        long share = (end - begin) / (2L * atATime) / PartSizes.MIB * PartSizes.MIB;
        long length = Math.max(FIRST_BYTES, Math.min(share, LARGEST_BYTES));
        return new Range(begin, Math.min(begin + length, end));
    }
}
