package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a request to inspect an exec: details, or a summary if they were saved.
 *
 * @param inspect the details
 * @param runInfo the summary
 */
public record ReflowInspectResponse(Optional<ReflowExecInspect> inspect, Optional<ReflowRunInfo> runInfo) {
    /** Returns the JSON form. */
    public String toJson() {
        List<String> members = new ArrayList<>();
        inspect.ifPresent(details -> members.add("\"Inspect\":" + details.toJson()));
        runInfo.ifPresent(summary -> members.add("\"RunInfo\":" + summary.toJson()));
        return '{' + String.join(",", members) + '}';
    }

    /**
     * Returns the answer of a JSON form.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static ReflowInspectResponse fromJson(String json) {
        return GoJsonReader.readAll(json, "read exec", ReflowInspectResponse::read);
    }

    private static ReflowInspectResponse read(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new ReflowInspectResponse(fields.inspect, fields.runInfo);
    }

    private static final class Fields {
        private Optional<ReflowExecInspect> inspect = Optional.empty();
        private Optional<ReflowRunInfo> runInfo = Optional.empty();

        void read(JsonParser parser, String name) throws IOException {
            if (name.equalsIgnoreCase("Inspect")) {
                inspect = GoJsonReader.optional(parser, ReflowExecInspect::read);
            } else if (name.equalsIgnoreCase("RunInfo")) {
                runInfo = GoJsonReader.optional(parser, ReflowRunInfo::read);
            } else {
                parser.skipChildren();
            }
        }
    }
}
