package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.List;

/** The format of commands: {@code %s} stands for the next argument, {@code %%} for a percent sign, nothing else is allowed. */
final class CommandFormat {
    private CommandFormat() {}

    /**
     * Returns the command with its arguments filled in.
     *
     * @throws WeirflowException of kind INVALID for another sequence after a percent sign, and if there are more or fewer
     *     arguments than {@code %s}
     */
    static String render(String format, List<String> arguments) {
        StringBuilder text = new StringBuilder(format.length() + 64);
        int used = 0;
        int from = 0;
        for (int percent = format.indexOf('%'); percent >= 0; percent = format.indexOf('%', from)) {
            text.append(format, from, percent);
            char verb = percent + 1 < format.length() ? format.charAt(percent + 1) : 0;
            if (verb == '%') {
                text.append('%');
            } else if (verb == 's') {
                if (used < arguments.size()) {
                    text.append(arguments.get(used));
                }
                used++;
            } else {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "command",
                        "only %s and %% may follow a percent sign, found "
                                + (verb == 0 ? "the end of the command" : "%" + verb) + ": write %% for a percent sign",
                        format);
            }
            from = percent + 2;
        }
        if (used != arguments.size()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "command",
                    "has " + used + " times %s for " + arguments.size() + " arguments",
                    format);
        }
        return text.append(format, from, format.length()).toString();
    }
}
