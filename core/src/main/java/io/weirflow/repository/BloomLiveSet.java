package io.weirflow.repository;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;

/**
 * A live set in a few bits for each digest (a Bloom filter), which keeps a small share of others as well. Immutable.
 *
 * <p>Bits are found as Reflow finds them (package {@code bloom} of willf, version 2.0.3, over the binary form of digests), so
 * that filters can be exchanged with it; {@code io.weirflow.reflow.BloomJson} has the text.
 */
public final class BloomLiveSet implements LiveSet {
    private static final HashFunction MURMUR3 = Hashing.murmur3_128(0);

    private final long bits;
    private final int hashes;
    private final long[] words;

    private BloomLiveSet(long bits, int hashes, long[] words) {
        this.bits = bits;
        this.hashes = hashes;
        this.words = words;
    }

    /**
     * Returns the filter of some bits.
     *
     * @param bits how many bits there are, at least 1
     * @param hashes how many bits stand for a digest, at least 1
     * @param words the bits, 64 to a word, the first in the lowest place
     * @throws WeirflowException of kind INVALID if the numbers do not fit
     */
    public static BloomLiveSet of(long bits, int hashes, long[] words) {
        if (bits < 1 || hashes < 1 || words.length != wordsFor(bits)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "bloom filter",
                    "expected at least one bit and one hash, and 64 bits a word, found " + words.length + " words",
                    bits,
                    hashes);
        }
        return new BloomLiveSet(bits, hashes, words.clone());
    }

    /**
     * Returns a builder.
     *
     * @param expected how many digests will be added; with more, the share of errors grows
     * @param errors the share of other digests that may be kept, such as 1e-6
     */
    public static Builder builder(long expected, double errors) {
        double count = (double) Math.max(expected, 1);
        long bits = (long) Math.ceil(-count * Math.log(errors) / (Math.log(2) * Math.log(2)));
        return new Builder(bits, (int) Math.ceil(Math.log(2) * (double) bits / count));
    }

    /** Gathers digests. Not thread-safe. */
    public static final class Builder {
        private final BloomLiveSet set;

        private Builder(long bits, int hashes) {
            set = new BloomLiveSet(bits, hashes, new long[wordsFor(bits)]);
        }

        /** Adds a digest. */
        public Builder add(Digest digest) {
            long[] hash = hash(digest);
            for (int i = 0; i < set.hashes; i++) {
                long bit = set.location(hash, i);
                set.words[(int) (bit >>> 6)] |= 1L << bit;
            }
            return this;
        }

        /** Returns the set of what was added so far. */
        public BloomLiveSet build() {
            return new BloomLiveSet(set.bits, set.hashes, set.words.clone());
        }
    }

    @Override
    public boolean contains(Digest digest) {
        long[] hash = hash(digest);
        for (int i = 0; i < hashes; i++) {
            long bit = location(hash, i);
            if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many bits there are. */
    public long bits() {
        return bits;
    }

    /** Returns how many bits stand for a digest. */
    public int hashes() {
        return hashes;
    }

    /** Returns the bits, 64 to a word. */
    public long[] words() {
        return words.clone();
    }

    private static int wordsFor(long bits) {
        long words = (bits + 63) / 64;
        if (words > Integer.MAX_VALUE - 8) {
            throw WeirflowException.of(ErrorKind.INVALID, "bloom filter", "too many bits", bits);
        }
        return (int) words;
    }

    /** Returns the two words of the digest's hash, then those of the hash of the digest followed by a one. */
    private static long[] hash(Digest digest) {
        byte[] data = new byte[Digest.BINARY_SIZE_BYTES + 1];
        digest.putBinary(data, 0);
        data[Digest.BINARY_SIZE_BYTES] = 1;
        byte[] first = MURMUR3.hashBytes(data, 0, Digest.BINARY_SIZE_BYTES).asBytes();
        byte[] second = MURMUR3.hashBytes(data).asBytes();
        return new long[] {word(first, 0), word(first, 8), word(second, 0), word(second, 8)};
    }

    private static long word(byte[] bytes, int offset) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | bytes[offset + i] & 0xff;
        }
        return word;
    }

    private long location(long[] hash, int index) {
        long location = hash[index % 2] + index * hash[2 + (index + index % 2) % 4 / 2];
        return Long.remainderUnsigned(location, bits);
    }
}
