package io.weirflow.base;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers of bytes as people read them. */
public final class DataSize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int UNIT_BITS = 10;

    private DataSize() {}

    /**
     * Returns a number of bytes with its unit, such as {@code 727B} or {@code 1.2KiB}: below 1024 exactly, otherwise with one
     * decimal, rounded half to even. The same text as that of Reflow's {@code data.Size}.
     */
    public static String text(long bytes) {
        long magnitude = Math.abs(bytes);
        int unit = magnitude < 1024 ? 0 : (63 - Long.numberOfLeadingZeros(magnitude)) / UNIT_BITS;
        if (unit == 0) {
            return bytes + UNITS[0];
        }
        double inUnits = (double) bytes / (1L << UNIT_BITS * unit);
        return new BigDecimal(inUnits).setScale(1, RoundingMode.HALF_EVEN).toPlainString() + UNITS[unit];
    }
}
