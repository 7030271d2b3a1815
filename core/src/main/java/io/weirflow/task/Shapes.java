package io.weirflow.task;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.Flow;
import java.util.List;
import java.util.stream.IntStream;

/** The functions by which handles check and take apart values, with the digests that identify them. */
final class Shapes {
    static final Digest FILE = identity("file");
    static final Digest DIRECTORY = identity("directory");
    static final Digest ONLY_FILE = identity("only-file");
    static final Digest FIRST_PRESENT = identity("first-present");

    /** What identifies taking one of the first few outputs: shared, since tasks are many. */
    private static final List<Digest> ELEMENTS = IntStream.range(0, 16)
            .mapToObj(index -> identity("element", Integer.toString(index)))
            .collect(ImmutableList.toImmutableList());

    private Shapes() {}

    /** Returns what identifies a function of this package: its name and its parameters. */
    static Digest identity(String function, String... parameters) {
        return new FramedEncoder()
                .begin("weirflow.task.1")
                .text(function)
                .texts(List.of(parameters))
                .finish();
    }

    /** Returns one output of a task, which is checked to be what it was declared as. */
    static Flow element(Flow list, int index, OutputSpec output) {
        Digest identity = index < ELEMENTS.size() ? ELEMENTS.get(index) : identity("element", Integer.toString(index));
        return CoerceNode.of(list, identity, value -> check(value.elements().get(index), output));
    }

    private static Fileset check(Fileset value, OutputSpec output) {
        if (output.directory()) {
            return requireDirectory(value);
        }
        return output.optional() && value.isEmpty() ? value : requireFile(value);
    }

    static Fileset requireFile(Fileset value) {
        if (isFile(value)) {
            return value;
        }
        throw mismatch("a single file", value);
    }

    static Fileset requireDirectory(Fileset value) {
        if (!value.isList() && !isFile(value)) {
            return value;
        }
        throw mismatch("a directory", value);
    }

    static boolean isFile(Fileset value) {
        return !value.isList() && value.files().containsKey(Fileset.FILE_PATH);
    }

    private static WeirflowException mismatch(String expected, Fileset value) {
        String found;
        if (value.isList()) {
            found = "a list of " + value.elements().size();
        } else if (value.isEmpty()) {
            found = "nothing (an optional output that was not written, or an empty directory)";
        } else {
            found = isFile(value) ? "a single file" : "a directory of " + value.count() + " files";
        }
        return WeirflowException.of(ErrorKind.PRECONDITION, "task", "expected " + expected + ", found " + found);
    }

    static Fileset onlyFile(Fileset directory) {
        return Fileset.of(directory.files().values().iterator().next());
    }

    static Fileset firstPresent(Fileset pair) {
        Fileset first = pair.elements().get(0);
        return first.isEmpty() ? pair.elements().get(1) : first;
    }
}
