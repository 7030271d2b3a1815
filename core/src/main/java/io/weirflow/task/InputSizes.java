package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import java.util.List;

/** How large the inputs of a task are, for a function that says what resources it needs. */
public final class InputSizes {
    private final List<String> names;
    private final List<Fileset> values;

    InputSizes(List<String> names, List<Fileset> values) {
        this.names = names;
        this.values = values;
    }

    /**
     * Returns the size of an input in bytes: for a directory the sum over its files.
     *
     * @throws WeirflowException of kind INVALID if the task has no such input
     */
    public long bytes(String input) {
        return value(input).sizeBytes();
    }

    /**
     * Returns the number of files of an input.
     *
     * @throws WeirflowException of kind INVALID if the task has no such input
     */
    public long files(String input) {
        return value(input).count();
    }

    /** Returns the size of all inputs in bytes. */
    public long totalBytes() {
        return values.stream().mapToLong(Fileset::sizeBytes).sum();
    }

    private Fileset value(String input) {
        int index = names.indexOf(input);
        if (index < 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "resources",
                    "the task has no such input, only " + names + Nearest.hint(input, names),
                    '"' + input + '"');
        }
        return values.get(index);
    }
}
