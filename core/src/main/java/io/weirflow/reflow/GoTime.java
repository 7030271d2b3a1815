package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Go writes them. */
public final class GoTime {
    /** Go's zero time, which stands for an absent one: midnight of the first of January of the year 1, UTC. */
    public static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    private static final Pattern RFC3339 = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d{1,2}):(\\d\\d):(\\d\\d)(?:[.,](\\d+))?(?:Z|([+-])(\\d\\d):(\\d\\d))");
    private static final int NANO_DIGITS = 9;

    private GoTime() {}

    /**
     * Returns a time as RFC 3339 with up to nine decimals of the seconds, trailing zeros left out, which is its JSON form.
     *
     * @throws WeirflowException of kind INVALID if the year does not have four digits
     */
    public static String rfc3339(OffsetDateTime time) {
        if (time.getYear() < 0 || time.getYear() > 9999) {
            throw WeirflowException.of(ErrorKind.INVALID, "time", "a year has four digits", time);
        }
        StringBuilder text = new StringBuilder();
        clock(text, time, 'T');
        if (time.getOffset().getTotalSeconds() == 0) {
            return text.append('Z').toString();
        }
        offset(text, time.getOffset(), ":");
        return text.toString();
    }

    /** Returns a time as {@code Time.String} does, such as {@code 2019-01-02 03:04:05.5 +0000 UTC}. */
    public static String text(OffsetDateTime time) {
        StringBuilder text = new StringBuilder();
        clock(text, time, ' ');
        offset(text.append(' '), time.getOffset(), "");
        if (time.getOffset().getTotalSeconds() == 0) {
            return text.append(" UTC").toString();
        }
        offset(text.append(' '), time.getOffset(), "");
        return text.toString();
    }

    /**
     * Returns the time of a text in RFC 3339.
     *
     * @throws WeirflowException of kind INVALID that quotes the text
     */
    public static OffsetDateTime parse(String text) {
        Matcher match = RFC3339.matcher(text);
        if (match.matches()) {
            try {
                LocalDateTime local = LocalDateTime.of(
                        number(match, 1),
                        number(match, 2),
                        number(match, 3),
                        number(match, 4),
                        number(match, 5),
                        number(match, 6),
                        nanos(match.group(7)));
                return local.atOffset(offset(match));
            } catch (DateTimeException e) {
                throw WeirflowException.wrap(e, ErrorKind.INVALID, "time", '"' + text + '"');
            }
        }
        throw WeirflowException.of(
                ErrorKind.INVALID, "time", "expected a time such as 2006-01-02T15:04:05Z", '"' + text + '"');
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static int nanos(String decimals) {
        return decimals == null ? 0 : Integer.parseInt((decimals + "000000000").substring(0, NANO_DIGITS));
    }

    private static ZoneOffset offset(Matcher match) {
        if (match.group(8) == null) {
            return ZoneOffset.UTC;
        }
        int minutes = 60 * number(match, 9) + number(match, 10);
        return ZoneOffset.ofTotalSeconds(60 * (match.group(8).equals("-") ? -minutes : minutes));
    }

    private static void clock(StringBuilder text, OffsetDateTime time, char separator) {
        digits(text, time.getYear(), 4);
        digits(text.append('-'), time.getMonthValue(), 2);
        digits(text.append('-'), time.getDayOfMonth(), 2);
        digits(text.append(separator), time.getHour(), 2);
        digits(text.append(':'), time.getMinute(), 2);
        digits(text.append(':'), time.getSecond(), 2);
        if (time.getNano() != 0) {
            digits(text.append('.'), time.getNano(), NANO_DIGITS);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
    }

    private static void offset(StringBuilder text, ZoneOffset offset, String separator) {
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        digits(text.append(offset.getTotalSeconds() < 0 ? '-' : '+'), minutes / 60, 2);
        digits(text.append(separator), minutes % 60, 2);
    }

    private static void digits(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }
}
