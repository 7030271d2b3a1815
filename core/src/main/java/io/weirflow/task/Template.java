package io.weirflow.task;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command with placeholders, taken apart. A placeholder is a name in double braces, with or without blanks around the name;
 * other uses of double braces are text, and four opening braces stand for two that begin no placeholder.
 *
 * @param parts text and placeholders in order
 */
record Template(List<Part> parts) {
    private static final Pattern SPECIAL =
            Pattern.compile("\\{\\{\\{\\{|\\{\\{[ \\t]*(" + Names.PLACEHOLDER + ")[ \\t]*\\}\\}");

    /** A piece of a command. */
    sealed interface Part {}

    /** What stands for itself. */
    record Text(String text) implements Part {}

    /** What is replaced. */
    record Placeholder(String name) implements Part {}

    static Template parse(String command) {
        ImmutableList.Builder<Part> parts = ImmutableList.builder();
        Matcher matcher = SPECIAL.matcher(command);
        int end = 0;
        while (matcher.find()) {
            parts.add(new Text(command.substring(end, matcher.start())));
            String name = matcher.group(1);
            parts.add(name == null ? new Text("{{") : new Placeholder(name));
            end = matcher.end();
        }
        return new Template(parts.add(new Text(command.substring(end))).build());
    }

    /** Returns the names of the placeholders, each once, in the order of their first use. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part instanceof Placeholder placeholder) {
                names.add(placeholder.name());
            }
        }
        return names;
    }
}
