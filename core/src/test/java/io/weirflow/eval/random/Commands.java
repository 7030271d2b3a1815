package io.weirflow.eval.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the commands of random graphs do. Both the executor and the naive evaluator ask here. */
final class Commands {
    /** Commands that a graph may name. A number may follow, which is part of the result. */
    static final List<String> NAMES;

    static {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            names.addAll(List.of("tag", "cat", "split", "pair", "same", "tag", "split"));
        }
        // Most graphs should succeed.
        names.addAll(List.of("nothing", "failif", "fail"));
        NAMES = List.copyOf(names);
    }

    private static final int MAX_TEXT = 24;

    private Commands() {}

    /** Returns what a command gives for some inputs, or nothing if it fails. */
    static Optional<Value> run(String command, List<Value> inputs) {
        String name = command.replaceAll("[0-9 ].*", "");
        StringBuilder all = new StringBuilder();
        inputs.forEach(input -> all.append(input.text()).append(';'));
        String text = all.toString();
        return switch (name) {
            case "tag" -> Optional.of(Value.file(shorten(command + "(" + text + ")")));
            case "cat" -> Optional.of(Value.file(shorten(text)));
            case "split" -> Optional.of(split(text + command));
            case "pair" -> Optional.of(Value.list(List.of(Value.file(shorten(text)), split(text))));
            case "nothing" -> Optional.of(Value.EMPTY);
            case "same" -> Optional.of(inputs.isEmpty() ? Value.EMPTY : inputs.get(0));
            case "failif" -> text.hashCode() % 3 == 0 ? Optional.empty() : Optional.of(Value.file(shorten(text)));
            case "fail" -> Optional.empty();
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Texts would grow with the number of paths through a graph. */
    static String shorten(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, 8) + Integer.toHexString(text.hashCode());
    }

    /** Returns a directory with a file for each of the first few different characters. */
    private static Value split(String text) {
        SortedMap<String, String> files = new TreeMap<>();
        List<Integer> seen =
                new ArrayList<>(text.chars().distinct().limit(6).boxed().toList());
        for (int c : seen) {
            files.put("d" + c % 3 + "/" + Integer.toHexString(c), String.valueOf((char) c));
        }
        return Value.directory(files);
    }
}
