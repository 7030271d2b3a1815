package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.regex.Pattern;

/** The forms of names. */
final class Names {
    /** What a placeholder may be named. */
    static final String PLACEHOLDER = "[A-Za-z_][A-Za-z0-9_-]*";

    private static final Pattern PLACEHOLDER_NAME = Pattern.compile(PLACEHOLDER);
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Names() {}

    static boolean isPlaceholder(String name) {
        return PLACEHOLDER_NAME.matcher(name).matches();
    }

    static boolean isVariable(String name) {
        return VARIABLE_NAME.matcher(name).matches();
    }

    /** Checks a name for people: one line, not blank. */
    static String check(String what, String name) {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw WeirflowException.of(ErrorKind.INVALID, what, "a name is one line and not blank", '"' + name + '"');
        }
        return name;
    }
}
