package io.weirflow.reflow;

import java.util.Locale;
import java.util.Optional;

/**
 * The hash functions that Reflow's digests name. The numbers are those of the binary form and never change.
 *
 * <p>Reflow itself uses {@link #SHA256} alone; digests of the others are read and written, never computed. Those that
 * Reflow's binaries do not link cannot be read there either.
 */
enum HashFunction {
    MD4(1, 16, false),
    MD5(2, 16, true),
    SHA1(3, 20, true),
    SHA224(4, 28, true),
    SHA256(5, 32, true),
    SHA384(6, 48, true),
    SHA512(7, 64, true),
    MD5SHA1(8, 36, false),
    RIPEMD160(9, 20, false),
    SHA3_224(10, 28, false),
    SHA3_256(11, 32, false),
    SHA3_384(12, 48, false),
    SHA3_512(13, 64, false),
    SHA512_224(14, 28, true),
    SHA512_256(15, 32, true);

    private final int number;
    private final int sizeBytes;
    private final boolean available;
    private final String text = name().toLowerCase(Locale.ROOT);

    HashFunction(int number, int sizeBytes, boolean available) {
        this.number = number;
        this.sizeBytes = sizeBytes;
        this.available = available;
    }

    static Optional<HashFunction> named(String text) {
        for (HashFunction function : values()) {
            if (function.text.equals(text)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    String text() {
        return text;
    }

    int number() {
        return number;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** Tells whether digests of this function can be read. */
    boolean isAvailable() {
        return available;
    }
}
