package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Assertions as JSON: an array of {@code {"Key":{"Namespace":…,"Subject":…,"Object":…},"Value":…}}, one for each property,
 * ordered by namespace, subject and property. Empty texts are left out, and each element is followed by a line feed.
 */
public final class AssertionsJson {
    private AssertionsJson() {}

    /** Returns the JSON form. A key without properties does not appear in it. */
    public static String write(Assertions assertions) {
        StringBuilder json = new StringBuilder();
        write(json, assertions);
        return json.toString();
    }

    static void write(StringBuilder json, Assertions assertions) {
        json.append('[');
        int start = json.length();
        assertions
                .asMap()
                .forEach((key, properties) -> properties.forEach((name, value) -> {
                    json.append(json.length() == start ? "{\"Key\":{" : ",{\"Key\":{");
                    int first = json.length();
                    member(json, first, "Namespace", key.namespace());
                    member(json, first, "Subject", key.subject());
                    member(json, first, "Object", name);
                    json.append('}');
                    member(json, 0, "Value", value);
                    json.append("}\n");
                }));
        json.append(']');
    }

    private static void member(StringBuilder json, int first, String name, String value) {
        if (!value.isEmpty()) {
            json.append(json.length() == first ? "\"" : ",\"").append(name).append("\":");
            GoJson.quote(json, value);
        }
    }

    /**
     * Reads assertions. What follows the array is not looked at.
     *
     * @throws WeirflowException of kind INVALID for malformed JSON, of kind PRECONDITION if one property has two values
     */
    public static Assertions read(String json) {
        return GoJsonReader.read(json, "read assertions", parser -> {
            parser.nextToken();
            return read(parser);
        });
    }

    /** Reads the array whose start is the current token. */
    static Assertions read(JsonParser parser) throws IOException {
        GoJsonReader.expect(parser, JsonToken.START_ARRAY);
        Map<AssertionKey, Map<String, String>> entries = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Entry entry = new Entry();
            GoJsonReader.object(parser, entry::member);
            String present =
                    entries.computeIfAbsent(entry.key(), key -> new HashMap<>()).putIfAbsent(entry.object, entry.value);
            if (present != null && !present.equals(entry.value)) {
                throw WeirflowException.of(
                        ErrorKind.PRECONDITION,
                        "",
                        "conflict for " + entry.key() + ": " + entry.object + " (" + present + " -> " + entry.value
                                + ")");
            }
        }
        return Assertions.of(entries);
    }

    private static final class Entry {
        private String namespace = "";
        private String subject = "";
        private String object = "";
        private String value = "";

        AssertionKey key() {
            return new AssertionKey(namespace, subject);
        }

        void member(JsonParser parser, String name) throws IOException {
            if (name.equalsIgnoreCase("Key")) {
                GoJsonReader.object(parser, this::keyMember);
            } else if (name.equalsIgnoreCase("Value")) {
                value = GoJsonReader.text(parser, value);
            } else {
                parser.skipChildren();
            }
        }

        private void keyMember(JsonParser parser, String name) throws IOException {
            if (name.equalsIgnoreCase("Namespace")) {
                namespace = GoJsonReader.text(parser, namespace);
            } else if (name.equalsIgnoreCase("Subject")) {
                subject = GoJsonReader.text(parser, subject);
            } else if (name.equalsIgnoreCase("Object")) {
                object = GoJsonReader.text(parser, object);
            } else {
                parser.skipChildren();
            }
        }
    }
}
