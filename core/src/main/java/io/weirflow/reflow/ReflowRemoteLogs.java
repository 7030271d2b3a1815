package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/**
 * Where the logs of an exec are kept.
 *
 * @param type {@code Unknown} or {@code cloudwatch}
 * @param group the name of the group of logs
 * @param stream the name of the stream within the group
 */
public record ReflowRemoteLogs(String type, String group, String stream) {
    /** Returns the JSON form. */
    public String toJson() {
        return "{\"Type\":" + GoJson.quote(type) + ",\"LogGroupName\":" + GoJson.quote(group) + ",\"LogStreamName\":"
                + GoJson.quote(stream) + '}';
    }

    /**
     * Returns the place that a JSON form names.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static ReflowRemoteLogs fromJson(String json) {
        return GoJsonReader.readAll(json, "read logs", ReflowRemoteLogs::read);
    }

    private static ReflowRemoteLogs read(JsonParser parser) throws IOException {
        String[] texts = {"", "", ""};
        GoJsonReader.object(parser, (p, name) -> {
            if (name.equalsIgnoreCase("Type")) {
                texts[0] = GoJsonReader.text(p, "");
            } else if (name.equalsIgnoreCase("LogGroupName")) {
                texts[1] = GoJsonReader.text(p, "");
            } else if (name.equalsIgnoreCase("LogStreamName")) {
                texts[2] = GoJsonReader.text(p, "");
            } else {
                p.skipChildren();
            }
        });
        return new ReflowRemoteLogs(texts[0], texts[1], texts[2]);
    }
}
