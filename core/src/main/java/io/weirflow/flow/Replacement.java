package io.weirflow.flow;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The template that replaces the matches of an expression, with the meaning of Go's {@code Regexp.ReplaceAllString}: {@code
 * $1}, {@code $name} and {@code ${name}} stand for the text of a group, {@code $$} for a dollar sign. A name without braces is
 * taken to be as long as possible: {@code $1x} is {@code ${1x}}. A group that there is not, or that took no part in the match,
 * is replaced by nothing; a dollar sign that none of this follows stands for itself.
 */
final class Replacement {
    private final Pattern pattern;
    /** Texts at even places, each but the last followed by the number of a group, negative for one that there is not. */
    private final List<String> texts = new ArrayList<>();

    private final List<Integer> groups = new ArrayList<>();

    Replacement(Pattern pattern, String template) {
        this.pattern = pattern;
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int dollar = template.indexOf('$', at);
            if (dollar < 0) {
                break;
            }
            text.append(template, at, dollar);
            at = dollar + 1;
            if (at < template.length() && template.charAt(at) == '$') {
                text.append('$');
                at++;
                continue;
            }
            Reference reference = Reference.parse(template, at);
            if (reference == null) {
                text.append('$');
                continue;
            }
            texts.add(text.toString());
            groups.add(number(reference.name()));
            text.setLength(0);
            at = reference.end();
        }
        texts.add(text.append(template, at, template.length()).toString());
    }

    /**
     * A group as a template names it.
     *
     * @param name its name or number
     * @param end where the template goes on
     */
    private record Reference(String name, int end) {
        /** Returns what follows a dollar sign, or null if that is neither a name nor a name in braces. */
        static @Nullable Reference parse(String template, int start) {
            boolean braces = start < template.length() && template.charAt(start) == '{';
            int begin = braces ? start + 1 : start;
            int end = begin;
            while (end < template.length() && isName(template.codePointAt(end))) {
                end += Character.charCount(template.codePointAt(end));
            }
            boolean closed = !braces || end < template.length() && template.charAt(end) == '}';
            if (end == begin || !closed) {
                return null;
            }
            return new Reference(template.substring(begin, end), braces ? end + 1 : end);
        }

        private static boolean isName(int c) {
            return Character.isLetter(c) || Character.isDigit(c) || c == '_';
        }
    }

    private int number(String name) {
        boolean digits = name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && (name.length() == 1 || name.length() < 10 && name.charAt(0) != '0')) {
            int number = Integer.parseInt(name);
            return number <= pattern.groupCount() ? number : -1;
        }
        return pattern.namedGroups().getOrDefault(name, -1);
    }

    /** Returns a text in which all matches are replaced, or null if there is no match. */
    @Nullable
    String replaceAll(String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int search = 0;
        do {
            int start = matcher.start();
            int end = matcher.end();
            result.append(text, copied, start);
            if (end > copied || start == 0) { // no empty match directly after another match
                expand(matcher, result);
            }
            copied = end;
            int width = search < text.length() ? Character.charCount(text.codePointAt(search)) : 1;
            search = Math.max(search + width, end);
        } while (search <= text.length() && matcher.find(search));
        return result.append(text, copied, text.length()).toString();
    }

    private void expand(Matcher matcher, StringBuilder result) {
        result.append(texts.get(0));
        for (int i = 0; i < groups.size(); i++) {
            int group = groups.get(i);
            String matched = group < 0 ? null : matcher.group(group);
            if (matched != null) {
                result.append(matched);
            }
            result.append(texts.get(i + 1));
        }
    }
}
