package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weirflow.base.ErrorKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Errors as JSON: {@code {"Op":…,"Arg":[…],"Kind":…,"Cause":{…},"Error":""}}, where no arguments are {@code null}, no cause is
 * left out, and a mere message has nothing but {@code Error}.
 */
final class ReflowErrorJson {
    private static final int MAX_CAUSES = 200;

    private ReflowErrorJson() {}

    static String write(ReflowError error) {
        StringBuilder json = new StringBuilder();
        int open = 0;
        for (Optional<ErrorCause> next = Optional.of(error); next.isPresent(); open++) {
            json.append(open == 0 ? "" : ",\"Cause\":");
            if (next.get() instanceof ReflowError here) {
                head(json, here);
                next = here.cause();
            } else {
                json.append("{\"Op\":\"\",\"Arg\":null,\"Kind\":\"\",\"Error\":");
                GoJson.quote(json, ((ErrorCause.Message) next.get()).text());
                json.append('}');
                next = Optional.empty();
                open--;
            }
        }
        return json.append(",\"Error\":\"\"}".repeat(open)).toString();
    }

    private static void head(StringBuilder json, ReflowError error) {
        json.append("{\"Op\":");
        GoJson.quote(json, error.operation());
        json.append(",\"Arg\":");
        json.append(error.arguments().isEmpty() ? "null" : GoJson.quote(error.arguments()));
        json.append(",\"Kind\":");
        GoJson.quote(json, error.kind().reflowName());
    }

    static ReflowError read(String json) {
        return GoJsonReader.readAll(json, "read error", ReflowErrorJson::read);
    }

    static ReflowError read(JsonParser parser) throws IOException {
        Fields fields = fields(parser, 0);
        if (!fields.error.isEmpty()) {
            throw new JsonParseException(parser, "expected an error of Reflow's, found the message " + fields.error);
        }
        return (ReflowError) fields.build();
    }

    private static Fields fields(JsonParser parser, int depth) throws IOException {
        if (depth > MAX_CAUSES) {
            throw new JsonParseException(parser, "more than " + MAX_CAUSES + " causes");
        }
        Fields fields = new Fields();
        GoJsonReader.object(parser, (p, name) -> fields.read(p, name, depth));
        return fields;
    }

    private static final class Fields {
        private String operation = "";
        private List<String> arguments = List.of();
        private String kind = "";
        private @Nullable Fields cause;
        private String error = "";

        void read(JsonParser parser, String name, int depth) throws IOException {
            if (name.equalsIgnoreCase("Op")) {
                operation = GoJsonReader.text(parser, operation);
            } else if (name.equalsIgnoreCase("Arg")) {
                arguments = GoJsonReader.texts(parser);
            } else if (name.equalsIgnoreCase("Kind")) {
                kind = GoJsonReader.text(parser, kind);
            } else if (name.equalsIgnoreCase("Cause")) {
                cause = parser.currentToken() == JsonToken.VALUE_NULL ? null : fields(parser, depth + 1);
            } else if (name.equalsIgnoreCase("Error")) {
                error = GoJsonReader.text(parser, error);
            } else {
                parser.skipChildren();
            }
        }

        ErrorCause build() {
            if (!error.isEmpty()) {
                return ErrorCause.Message.of(error);
            }
            List<String> texts = new ArrayList<>(arguments);
            // The constructor takes the first text that is not empty for the operation.
            String op = operation;
            while (op.isEmpty() && !texts.isEmpty()) {
                op = texts.remove(0);
            }
            Optional<ErrorCause> inner = Optional.ofNullable(cause).map(Fields::build);
            return ReflowError.normalized(kind(), op, texts, inner);
        }

        private ErrorKind kind() {
            for (ErrorKind known : ErrorKind.values()) {
                if (known.reflowName().equals(kind)) {
                    return known;
                }
            }
            return ErrorKind.OTHER;
        }
    }
}
