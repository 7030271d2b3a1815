package io.weirflow.task;

import com.google.re2j.Pattern;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/**
 * Translates glob patterns for relative paths into RE2 expressions: {@code *} and {@code ?} stop at slashes, {@code **}
 * does not, and {@code **}{@code /} also stands for no folder at all; {@code [a-c]}, {@code [!a]}, {@code {a,b}}; a
 * backslash takes the next character as it is.
 */
final class Glob {
    private final String glob;
    private final StringBuilder regex = new StringBuilder("(?s)^");
    private int at;
    private int depth;

    private Glob(String glob) {
        this.glob = glob;
    }

    /**
     * Returns the expression that matches the whole of the paths that a glob matches.
     *
     * @throws WeirflowException of kind INVALID for an unclosed bracket or brace
     */
    static String toRegex(String glob) {
        return new Glob(glob).translate();
    }

    private String translate() {
        while (at < glob.length()) {
            next(glob.charAt(at++));
        }
        if (depth != 0) {
            throw malformed("an opened { is not closed");
        }
        return regex.append('$').toString();
    }

    private void next(char c) {
        switch (c) {
            case '*' -> star();
            case '?' -> regex.append("[^/]");
            case '[' -> characters();
            case '{' -> {
                depth++;
                regex.append("(?:");
            }
            case '}' -> close();
            case ',' -> regex.append(depth > 0 ? "|" : ",");
            case '\\' -> {
                if (at == glob.length()) {
                    throw malformed("nothing follows the last backslash");
                }
                literal(glob.codePointAt(at));
                at += Character.charCount(glob.codePointAt(at));
            }
            default -> {
                int point = glob.codePointAt(at - 1);
                at += Character.charCount(point) - 1;
                literal(point);
            }
        }
    }

    private void star() {
        if (!glob.startsWith("*", at)) {
            regex.append("[^/]*");
            return;
        }
        at++;
        boolean atStart = at == 2 || glob.charAt(at - 3) == '/';
        if (atStart && glob.startsWith("/", at)) {
            at++;
            regex.append("(?:.*/)?");
        } else {
            regex.append(".*");
        }
    }

    private void characters() {
        boolean negated = glob.startsWith("!", at) || glob.startsWith("^", at);
        int from = negated ? at + 1 : at;
        int end = glob.indexOf(']', from + 1);
        if (end < 0) {
            throw malformed("an opened [ is not closed");
        }
        String set = glob.substring(from, end)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace("^", "\\^");
        regex.append(negated ? "[^/" : "[").append(set).append(']');
        at = end + 1;
    }

    private void close() {
        if (depth == 0) {
            literal('}');
            return;
        }
        depth--;
        regex.append(')');
    }

    private void literal(int point) {
        regex.append(Pattern.quote(Character.toString(point)));
    }

    private WeirflowException malformed(String problem) {
        return WeirflowException.of(ErrorKind.INVALID, "glob", problem, '"' + glob + '"');
    }
}
