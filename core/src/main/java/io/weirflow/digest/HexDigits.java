package io.weirflow.digest;

import java.util.Arrays;

/** Hexadecimal digits by table: filesets hold millions of digests, and their texts are most of the cost of a codec. */
final class HexDigits {
    private static final byte[] VALUES = new byte[128];
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
            VALUES[Character.toUpperCase(DIGITS[i])] = (byte) i;
        }
    }

    private HexDigits() {}

    /** Returns the value of a digit of either case, a negative number if the character is none. */
    static int value(int character) {
        return character >= 0 && character < VALUES.length ? VALUES[character] : -1;
    }

    /** Writes a number as 16 lower-case digits. */
    static void put(long number, byte[] target, int offset) {
        for (int i = 0; i < 16; i++) {
            target[offset + i] = DIGITS[(int) (number >>> (60 - 4 * i)) & 15];
        }
    }
}
