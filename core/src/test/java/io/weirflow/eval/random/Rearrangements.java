package io.weirflow.eval.random;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What groupby, collect and pullup come to, said as plainly as can be. */
final class Rearrangements {
    /**
     * A selection with renaming.
     *
     * @param regex what a path must match
     * @param replacement what each match becomes
     */
    record Renaming(String regex, String replacement) {}

    /** Expressions with one group, for grouping; in these Java and RE2 agree. */
    static final List<String> GROUPINGS = List.of("d(\\d)/", "(.)$", "(z)", "^d1/(.)", "(\\.)");

    /** Expressions with their replacements; in these Java and RE2 agree. */
    static final List<Renaming> RENAMINGS = List.of(
            new Renaming("^(.*)$", "$1"),
            new Renaming("^d\\d/(.*)$", "x/$1"),
            new Renaming("^(.*)$", "n/$1"),
            new Renaming("[12]", "0"),
            new Renaming("d1", "e"),
            new Renaming("q", "r"));

    private Rearrangements() {}

    static Value groupby(Value value, String regex) {
        SortedMap<String, SortedMap<String, String>> groups = new TreeMap<>();
        value.files().forEach((path, text) -> {
            Matcher matcher = Pattern.compile(regex).matcher(path);
            if (matcher.find()) {
                groups.computeIfAbsent(matcher.group(1), key -> new TreeMap<>()).put(path, text);
            }
        });
        return Value.list(groups.values().stream().map(Value::directory).toList());
    }

    static Value collect(Value value, Renaming renaming) {
        SortedMap<String, String> files = new TreeMap<>();
        // In the order of former paths, so that the last of these wins.
        value.files().forEach((path, text) -> {
            Matcher matcher = Pattern.compile(renaming.regex()).matcher(path);
            if (matcher.find()) {
                files.put(matcher.replaceAll(renaming.replacement()), text);
            }
        });
        return Value.directory(files);
    }

    static Value pullup(List<Value> values) {
        SortedMap<String, String> files = new TreeMap<>();
        values.forEach(value -> pullup(value, files));
        return Value.directory(files);
    }

    private static void pullup(Value value, Map<String, String> into) {
        into.putAll(value.files());
        value.elements().forEach(element -> pullup(element, into));
    }

    /** Returns the list of what a function gives for each element. */
    static Value map(Value value, UnaryOperator<Value> body) {
        return Value.list(value.elements().stream().map(body).toList());
    }
}
