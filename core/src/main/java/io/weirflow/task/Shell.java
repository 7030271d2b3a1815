package io.weirflow.task;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Quotes texts for the POSIX shell. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@+:,./-]+");

    private Shell() {}

    /** Returns a word that the shell reads as the text. */
    static String quote(String text) {
        return PLAIN.matcher(text).matches() ? text : '\'' + text.replace("'", "'\\''") + '\'';
    }

    /** Returns words that the shell reads as the texts. */
    static String quote(List<String> texts) {
        return texts.stream().map(Shell::quote).collect(Collectors.joining(" "));
    }
}
