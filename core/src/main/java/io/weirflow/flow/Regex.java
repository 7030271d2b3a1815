package io.weirflow.flow;

import com.google.common.collect.MapMaker;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.concurrent.ConcurrentMap;

/** Compiles RE2 expressions with clear errors. Equal expressions share one pattern while it is in use. */
final class Regex {
    private static final ConcurrentMap<String, Pattern> PATTERNS =
            new MapMaker().weakValues().makeMap();

    private Regex() {}

    static Pattern compile(String regex) {
        Pattern known = PATTERNS.get(regex);
        if (known != null) {
            return known;
        }
        Pattern compiled;
        try {
            compiled = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw WeirflowException.of(ErrorKind.INVALID, "regex", e.getDescription() + " (syntax: RE2)", regex);
        }
        Pattern present = PATTERNS.putIfAbsent(regex, compiled);
        return present == null ? compiled : present;
    }
}
