package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inputs of a {@link JavaTask}'s function. Valid during its call. */
public final class JavaInputs {
    private final List<String> names;
    private final List<Fileset> values;
    private final Map<String, String> params;
    private final Repository repository;

    JavaInputs(List<String> names, List<Fileset> values, Map<String, String> params, Repository repository) {
        this.names = names;
        this.values = values;
        this.params = params;
        this.repository = repository;
    }

    /** Opens an input that is a file; the caller closes the stream, which fails at its end if the content is damaged. */
    public InputStream open(String input) {
        return repository.open(value(input).file().id());
    }

    /** Returns the content of an input that is a file, as text in UTF-8. */
    public String text(String input) {
        return new String(repository.read(value(input).file().id()), StandardCharsets.UTF_8);
    }

    /** Returns the paths of the files of an input that is a directory, in the order of their UTF-8 bytes. */
    public Set<String> paths(String input) {
        return value(input).files().keySet();
    }

    /** Opens a file of an input that is a directory; the caller closes the stream. */
    public InputStream open(String input, String path) {
        return repository.open(file(input, path).id());
    }

    /** Returns the content of a file of an input that is a directory, as text in UTF-8. */
    public String text(String input, String path) {
        return new String(repository.read(file(input, path).id()), StandardCharsets.UTF_8);
    }

    /** Returns a parameter. */
    public String param(String name) {
        String value = params.get(name);
        if (value == null) {
            throw unknown("parameter", name, params.keySet());
        }
        return value;
    }

    private Fileset value(String input) {
        int index = names.indexOf(input);
        if (index < 0) {
            throw unknown("input", input, names);
        }
        return values.get(index);
    }

    private File file(String input, String path) {
        Set<String> paths = paths(input);
        File file = value(input).files().get(path);
        if (file == null) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST,
                    "file",
                    "input " + input + " has no such file" + Nearest.hint(path, paths),
                    '"' + path + '"');
        }
        return file;
    }

    private static WeirflowException unknown(String kind, String name, Collection<String> known) {
        return WeirflowException.of(
                ErrorKind.INVALID,
                "task",
                "has no " + kind + " \"" + name + "\", only " + known + Nearest.hint(name, known));
    }
}
