package io.weirflow.flow;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/** Compiles RE2 expressions with clear errors. */
final class Regex {
    private Regex() {}

    static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw WeirflowException.of(ErrorKind.INVALID, "regex", e.getDescription() + " (syntax: RE2)", regex);
        }
    }
}
