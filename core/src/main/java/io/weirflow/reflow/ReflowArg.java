package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import io.weirflow.exec.Arg;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.util.Optional;

/**
 * What stands for a {@code %s} of a command, as Reflow has it.
 *
 * @param output whether it is an output
 * @param fileset the files of an input
 * @param index the index of an output
 */
public record ReflowArg(boolean output, Optional<Fileset> fileset, int index) {
    /** Returns an argument of Weirflow's as Reflow has it. */
    public static ReflowArg of(Arg arg) {
        return arg instanceof Arg.Input input
                ? new ReflowArg(false, Optional.of(input.fileset()), 0)
                : new ReflowArg(true, Optional.empty(), ((Arg.Output) arg).index());
    }

    void write(StringBuilder json) {
        json.append("{\"Out\":").append(output);
        fileset.ifPresent(files -> FilesetJson.writeStandard(json.append(",\"Fileset\":"), files));
        json.append(",\"Index\":").append(index).append('}');
    }

    static ReflowArg read(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new ReflowArg(fields.output, fields.fileset, fields.index);
    }

    private static final class Fields {
        private boolean output;
        private Optional<Fileset> fileset = Optional.empty();
        private int index;

        void read(JsonParser parser, String name) throws IOException {
            if (name.equalsIgnoreCase("Out")) {
                output = GoJsonReader.flag(parser, output);
            } else if (name.equalsIgnoreCase("Fileset")) {
                fileset = GoJsonReader.optional(parser, p -> new FilesetJsonReader(p, false).read());
            } else if (name.equalsIgnoreCase("Index")) {
                index = Math.toIntExact(GoJsonReader.integer(parser, index));
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Returns the short text of the input, or {@code out[index]}. */
    @Override
    public String toString() {
        return output
                ? "out[" + index + "]"
                : fileset.map(FilesetText::shortText).orElse("<nil>");
    }
}
