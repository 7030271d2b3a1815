package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floating-point numbers as Go writes them: with the fewest digits from which the number can be read again. */
final class GoNumbers {
    private static final int MAX_DIGITS = 17;

    private GoNumbers() {}

    /** Returns a number as {@code %g} and {@code %v} write it: with an exponent below 1e-4 and from 1e6 on. */
    static String general(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (number == 0) {
            return zero(number);
        }
        BigDecimal shortest = shortest(number);
        int exponent = exponent(shortest);
        return exponent < -4 || exponent >= 6 ? scientific(shortest, 2) : shortest.toPlainString();
    }

    /**
     * Returns a number as {@code encoding/json} writes it: with an exponent below 1e-6 and from 1e21 on.
     *
     * @throws WeirflowException of kind INVALID if it is not finite
     */
    static String json(double number) {
        if (!Double.isFinite(number)) {
            throw WeirflowException.of(ErrorKind.INVALID, "json", "there is no JSON for the number", number);
        }
        if (number == 0) {
            return zero(number);
        }
        BigDecimal shortest = shortest(number);
        double magnitude = Math.abs(number);
        return magnitude < 1e-6 || magnitude >= 1e21 ? scientific(shortest, 1) : shortest.toPlainString();
    }

    /** Returns the integer that Go's conversion gives on amd64: the smallest one for all that do not fit. */
    static long toInteger(double number) {
        return number >= -0x1p63 && number < 0x1p63 ? (long) number : Long.MIN_VALUE;
    }

    private static String zero(double number) {
        return Double.doubleToRawLongBits(number) == 0 ? "0" : "-0";
    }

    /** Returns the number with the fewest digits that is read as the given one, of several the nearest to it. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static int exponent(BigDecimal number) {
        return number.precision() - number.scale() - 1;
    }

    private static String scientific(BigDecimal number, int minExponentDigits) {
        String digits = number.unscaledValue().abs().toString();
        int exponent = exponent(number);
        StringBuilder text = new StringBuilder(number.signum() < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        String exponentText = Integer.toString(Math.abs(exponent));
        text.append(exponent < 0 ? "e-" : "e+");
        text.append("0".repeat(Math.max(0, minExponentDigits - exponentText.length())));
        return text.append(exponentText).toString();
    }
}
