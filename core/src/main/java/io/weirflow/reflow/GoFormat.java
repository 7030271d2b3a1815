package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;

/**
 * Fills the arguments into a format, as Go's {@code fmt.Sprintf} does when all arguments are texts, which is how
 * Reflow renders commands.
 *
 * <p>{@code %s} and {@code %v} stand for the next argument, {@code %%} for a percent sign. Go has no failure for a wrong
 * format but writes it into the result, and so does this class: {@code %!s(MISSING)} for an argument too few,
 * {@code %!(EXTRA string=…)} for those too many, {@code %!d(string=…)} for an unknown verb and {@code %!(NOVERB)} for a
 * percent sign at the end.
 */
public final class GoFormat {
    private static final String UNSUPPORTED = "+-# 0123456789.*[";

    private GoFormat() {}

    /**
     * Returns the format with its arguments.
     *
     * @throws WeirflowException of kind INVALID for flags, widths and argument indexes ({@code %5s}, {@code %[1]s}), which
     *     Reflow never writes
     */
    public static String sprintf(String format, List<String> args) {
        StringBuilder text = new StringBuilder(format.length() + 64 * args.size());
        int used = expand(format, args, text);
        if (used < args.size()) {
            text.append("%!(EXTRA string=");
            text.append(String.join(", string=", args.subList(used, args.size())));
            text.append(')');
        }
        return text.toString();
    }

    /** Appends the format with its arguments and returns how many were used. */
    private static int expand(String format, List<String> args, StringBuilder text) {
        int used = 0;
        int done = 0;
        for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', done)) {
            text.append(format, done, at);
            if (at + 1 == format.length()) {
                text.append("%!(NOVERB)");
                return used;
            }
            int verb = verbAt(format, at + 1);
            done = at + 1 + Character.charCount(verb);
            if (verb == '%') {
                text.append('%');
            } else if (used == args.size()) {
                text.append("%!").appendCodePoint(verb).append("(MISSING)");
            } else if (verb == 's' || verb == 'v') {
                text.append(args.get(used++));
            } else {
                text.append("%!").appendCodePoint(verb).append("(string=").append(args.get(used++));
                text.append(')');
            }
        }
        text.append(format, done, format.length());
        return used;
    }

    private static int verbAt(String format, int index) {
        int verb = format.codePointAt(index);
        if (UNSUPPORTED.indexOf(verb) >= 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "format",
                    "a percent sign is followed by s or by a second percent sign, found '"
                            + Character.toString(verb)
                            + "' at character "
                            + index,
                    format);
        }
        return verb;
    }
}
