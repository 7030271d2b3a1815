package io.weirflow.flow;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * Replaces the matches of a regular expression by an expanded template, as Go's {@code Regexp.ReplaceAllString} does.
 *
 * <p>In a template {@code $name} and <code>${name}</code> stand for a group, by number or by name; without braces the name
 * is the longest run of letters, digits and underscores, so that {@code $1x} names a group {@code 1x}. Groups that do not
 * exist or did not take part are empty, {@code $$} is a dollar sign, and a dollar sign that starts neither stays.
 *
 * <p>Linear in the text. An empty match right after another match is not replaced (Java's {@code replaceAll} differs).
 */
public final class ReplaceTemplate {
    private ReplaceTemplate() {}

    /** Returns a text in which every match of a pattern is replaced by the expanded template. */
    public static String replaceAll(Pattern pattern, String text, String template) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder result = new StringBuilder(text.length() + template.length());
        int lastEnd = 0;
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            result.append(text, lastEnd, matcher.start());
            if (matcher.end() > lastEnd || matcher.start() == 0) {
                expand(matcher, template, result);
            }
            lastEnd = matcher.end();
            int next = from + (from < text.length() ? Character.charCount(text.codePointAt(from)) : 1);
            from = Math.max(next, lastEnd);
        }
        return result.append(text, lastEnd, text.length()).toString();
    }

    /** Appends a template, in which groups of the matcher's current match are filled in. */
    public static void expand(Matcher match, String template, StringBuilder target) {
        int done = 0;
        for (int dollar = template.indexOf('$'); dollar >= 0; dollar = template.indexOf('$', done)) {
            target.append(template, done, dollar);
            done = dollar + 1;
            if (template.startsWith("$", done)) {
                target.append('$');
                done++;
                continue;
            }
            boolean braced = template.startsWith("{", done);
            int start = braced ? done + 1 : done;
            int end = nameEnd(template, start);
            if (end == start || braced && !template.startsWith("}", end)) {
                target.append('$');
                continue;
            }
            target.append(group(match, template.substring(start, end)));
            done = braced ? end + 1 : end;
        }
        target.append(template, done, template.length());
    }

    private static int nameEnd(String template, int start) {
        int end = start;
        while (end < template.length()) {
            int c = template.codePointAt(end);
            if (!Character.isLetter(c) && Character.getType(c) != Character.DECIMAL_DIGIT_NUMBER && c != '_') {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static String group(Matcher match, String name) {
        int number = number(name);
        if (number < 0) {
            Integer named = match.pattern().namedGroups().get(name);
            number = named == null ? -1 : named;
        }
        String group = number < 0 || number > match.groupCount() ? null : match.group(number);
        return group == null ? "" : group;
    }

    /** Returns the number that a name is, -1 if it is none, as Go reads it: ASCII digits, below 100,000,000. */
    private static int number(String name) {
        int number = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9' || number >= 100_000_000) {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return name.length() > 1 && name.charAt(0) == '0' ? -1 : number;
    }
}
