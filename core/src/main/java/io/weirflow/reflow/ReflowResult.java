package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.util.Optional;

/**
 * The outcome of an exec, as Reflow has it.
 *
 * @param fileset the files
 * @param error why it failed
 */
public record ReflowResult(Fileset fileset, Optional<ReflowError> error) {
    /** Returns a result of Weirflow's as Reflow has it. */
    public static ReflowResult of(Result result) {
        return new ReflowResult(result.fileset(), result.failure().map(ReflowError::of));
    }

    /** Returns the JSON form. */
    public String toJson() {
        StringBuilder json = new StringBuilder("{\"Fileset\":");
        FilesetJson.writeStandard(json, fileset);
        error.ifPresent(e -> json.append(",\"Err\":").append(e.toJson()));
        return json.append('}').toString();
    }

    /**
     * Returns the result of a JSON form.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static ReflowResult fromJson(String json) {
        return GoJsonReader.readAll(json, "read result", ReflowResult::read);
    }

    private static ReflowResult read(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new ReflowResult(fields.fileset, fields.error);
    }

    private static final class Fields {
        private Fileset fileset = Fileset.EMPTY;
        private Optional<ReflowError> error = Optional.empty();

        void read(JsonParser parser, String name) throws IOException {
            if (name.equalsIgnoreCase("Fileset")) {
                fileset = new FilesetJsonReader(parser, false).read();
            } else if (name.equalsIgnoreCase("Err")) {
                error = GoJsonReader.optional(parser, ReflowErrorJson::read);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Returns {@code error<…>}, or the short text of the fileset. */
    public String shortText() {
        return error.map(e -> "error<" + e + '>').orElseGet(() -> FilesetText.shortText(fileset));
    }

    /** Returns {@code error<…>}, or the text of the fileset. */
    @Override
    public String toString() {
        return error.map(e -> "error<" + e + '>').orElseGet(() -> FilesetText.text(fileset));
    }
}
