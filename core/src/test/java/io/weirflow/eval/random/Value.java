package io.weirflow.eval.random;

import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A value as the naive evaluator sees it: texts by path, or a list.
 *
 * @param list the elements of a list; then there are no files
 * @param files texts by path
 */
record Value(Optional<List<Value>> list, SortedMap<String, String> files) {
    static final Value EMPTY = directory(new TreeMap<>());

    Value {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    static Value file(String text) {
        return directory(new TreeMap<>(Map.of(Fileset.FILE_PATH, text)));
    }

    static Value directory(SortedMap<String, String> files) {
        return new Value(Optional.empty(), files);
    }

    static Value list(List<Value> elements) {
        return new Value(Optional.of(List.copyOf(elements)), new TreeMap<>());
    }

    List<Value> elements() {
        return list.orElse(List.of());
    }

    /** Returns the texts of all files, one after the other. */
    String text() {
        StringBuilder text = new StringBuilder();
        files.values().forEach(text::append);
        elements().forEach(element -> text.append(element.text()));
        return text.toString();
    }

    int count() {
        return files.size() + elements().stream().mapToInt(Value::count).sum();
    }

    /** Reads a fileset, all of whose content a repository has. */
    static Value read(Fileset value, Repository repository) {
        if (value.isList()) {
            return list(value.elements().stream()
                    .map(element -> read(element, repository))
                    .toList());
        }
        SortedMap<String, String> files = new TreeMap<>();
        value.files()
                .forEach((path, file) ->
                        files.put(path, new String(repository.read(file.id()), StandardCharsets.UTF_8)));
        return directory(files);
    }

    /** Writes this as a fileset into a repository. */
    Fileset write(Repository repository) {
        if (list.isPresent()) {
            return Fileset.list(elements().stream()
                    .map(element -> element.write(repository))
                    .toList());
        }
        SortedMap<String, File> written = new TreeMap<>();
        files.forEach((path, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            written.put(path, File.resolved(repository.put(bytes), bytes.length));
        });
        return Fileset.directory(written);
    }
}
