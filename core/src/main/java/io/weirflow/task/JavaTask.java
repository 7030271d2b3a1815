package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.JavaNode;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds a function in Java over named inputs: its result is one file or one directory. Not thread-safe.
 *
 * <p>What identifies the work: name, version, parameters, the names and the content of the inputs. What the function
 * captures does not: hand such values over as parameters.
 */
public final class JavaTask {
    private final String name;
    private final String version;
    private final Map<String, Handle> inputs = new LinkedHashMap<>();
    private final Map<String, String> params = new LinkedHashMap<>();

    /** Writes one file. It may block, and is called on any thread, for different inputs at the same time. */
    @FunctionalInterface
    public interface FileFunction {
        /** Reads inputs and writes the file; closing the stream is left to the caller. */
        void write(JavaInputs inputs, OutputStream output) throws Exception;
    }

    /** Writes the files of a directory. It may block, and is called on any thread, for different inputs at the same time. */
    @FunctionalInterface
    public interface DirFunction {
        /** Reads inputs and writes files. */
        void write(JavaInputs inputs, JavaDirectory output) throws Exception;
    }

    JavaTask(String name, String version) {
        this.name = Names.check("task", name);
        this.version = version;
    }

    /** Declares an input that is a file. */
    public JavaTask in(String input, FileFlow file) {
        return input(input, file.required());
    }

    /** Declares an input that is a directory. */
    public JavaTask in(String input, DirFlow directory) {
        return input(input, directory);
    }

    private JavaTask input(String input, Handle handle) {
        if (inputs.put(input, handle) != null) {
            throw twice("input", input);
        }
        return this;
    }

    /** Declares a parameter. */
    public JavaTask param(String param, String value) {
        if (params.put(param, value) != null) {
            throw twice("parameter", param);
        }
        return this;
    }

    /** Declares a parameter that is a number. */
    public JavaTask param(String param, long value) {
        return param(param, Long.toString(value));
    }

    private WeirflowException twice(String kind, String declared) {
        return WeirflowException.of(ErrorKind.INVALID, "task", kind + " \"" + declared + "\" is declared twice", name);
    }

    /** Returns the file that a function writes. */
    public FileFlow toFile(FileFunction function) {
        Map<String, String> parameters = Map.copyOf(params);
        List<String> names = List.copyOf(inputs.keySet());
        return FileFlow.known(node("file", (values, repository) -> {
            try (Spool spool = new Spool()) {
                function.write(new JavaInputs(names, values, parameters, repository), spool.stream());
                return Fileset.of(spool.put(repository));
            }
        }));
    }

    /** Returns the directory that a function writes. */
    public DirFlow toDirectory(DirFunction function) {
        Map<String, String> parameters = Map.copyOf(params);
        List<String> names = List.copyOf(inputs.keySet());
        return DirFlow.known(node("directory", (values, repository) -> {
            JavaDirectory directory = new JavaDirectory(repository);
            function.write(new JavaInputs(names, values, parameters, repository), directory);
            return directory.build();
        }));
    }

    private Flow node(String kind, JavaNode.Function function) {
        List<Flow> deps = inputs.values().stream().map(Handle::flow).toList();
        Digest parameters = new FramedEncoder()
                .begin("weirflow.task.java.1")
                .text(kind)
                .texts(inputs.keySet())
                .texts(new TreeMap<>(params))
                .finish();
        return JavaNode.of(deps, name, version, parameters.toBytes(), function);
    }
}
