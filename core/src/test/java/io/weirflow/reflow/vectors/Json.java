package io.weirflow.reflow.vectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A JSON value of the vectors. Numbers keep their text, so that neither 64-bit integers nor {@code -0} are lost. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final Json NULL = new Json(null, false);

    private final @Nullable Object value;
    private final boolean number;

    private Json(@Nullable Object value, boolean number) {
        this.value = value;
        this.number = number;
    }

    /** Returns a text. */
    public static Json of(String text) {
        return new Json(text, false);
    }

    /** Returns a flag. */
    public static Json of(boolean flag) {
        return new Json(flag, false);
    }

    /** Returns an object. */
    public static Json object(Map<String, Json> members) {
        return new Json(members, false);
    }

    /** Reads a file. */
    public static Json read(Path file) {
        try (JsonParser parser = FACTORY.createParser(Files.readString(file, StandardCharsets.UTF_8))) {
            parser.nextToken();
            return read(parser);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private static Json read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Json(members, false);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield new Json(elements, false);
            }
            case VALUE_NULL -> NULL;
            case VALUE_TRUE, VALUE_FALSE -> new Json(parser.getBooleanValue(), false);
            case VALUE_STRING -> new Json(parser.getText(), false);
            default -> new Json(parser.getText(), true);
        };
    }

    /** Tells whether this is null, or a member that is absent. */
    public boolean isNull() {
        return value == null;
    }

    /** Tells whether this is a text. */
    public boolean isText() {
        return value instanceof String && !number;
    }

    /** Tells whether this is an object. */
    public boolean isObject() {
        return value instanceof Map<?, ?>;
    }

    /** Tells whether this is an object with a member of that name, be it null. */
    public boolean has(String name) {
        return isObject() && members().containsKey(name);
    }

    /** Returns a member of an object; a null if it is absent. */
    public Json get(String name) {
        return members().getOrDefault(name, NULL);
    }

    /** Returns the members of an object, in the order of the file; none for null. */
    @SuppressWarnings("unchecked")
    public Map<String, Json> members() {
        return value == null ? Map.of() : (Map<String, Json>) value;
    }

    /** Returns the elements of an array; none for null. */
    @SuppressWarnings("unchecked")
    public List<Json> elements() {
        return value == null ? List.of() : (List<Json>) value;
    }

    /** Returns the elements of an array, each read in the given way. */
    public <T> List<T> elements(Function<Json, T> read) {
        List<T> list = new ArrayList<>();
        elements().forEach(element -> list.add(read.apply(element)));
        return list;
    }

    /** Returns a text; the empty one for null. */
    public String text() {
        if (value instanceof String text && !number) {
            return text;
        }
        if (value == null) {
            return "";
        }
        throw new IllegalStateException("not a text: " + value);
    }

    /** Returns a text of an object; the empty one if it is absent. */
    public String text(String name) {
        return get(name).text();
    }

    /** Returns a flag of an object; false if it is absent. */
    public boolean flag(String name) {
        return get(name).value instanceof Boolean flag && flag;
    }

    /** Returns a text as JSON, in which only what must be is escaped. */
    public String quotedMinimally() {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text().toCharArray()) {
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return json.append('"').toString();
    }

    /** Returns a text, a number or a flag as text, and {@code null} for null. */
    public String plainText() {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            throw new IllegalStateException("neither text, number, flag nor null: " + value);
        }
        return String.valueOf(value);
    }

    /** Returns an integer. */
    public long integer() {
        return Long.parseLong(numberText());
    }

    /** Returns an integer of an object; 0 if it is absent. */
    public long integer(String name) {
        return get(name).isNull() ? 0 : get(name).integer();
    }

    /** Returns a number, also one that JSON lacks, which the vectors write as a text. */
    public double real() {
        return switch (String.valueOf(value)) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(numberText());
        };
    }

    private String numberText() {
        if (number && value instanceof String text) {
            return text;
        }
        throw new IllegalStateException("not a number: " + value);
    }

    /** Tells whether this is an array. */
    public boolean isArray() {
        return value instanceof List<?>;
    }

    /** Calls back for this and every value within it, with the name of the innermost member that it belongs to. */
    public void forEach(String name, BiConsumer<String, Json> action) {
        action.accept(name, this);
        if (isObject()) {
            members().forEach((member, child) -> child.forEach(member, action));
        } else if (isArray()) {
            elements().forEach(element -> element.forEach(name, action));
        }
    }

    /** Returns this with each text within it replaced by what the function makes of it. */
    public Json mapTexts(UnaryOperator<String> function) {
        if (isText()) {
            return new Json(function.apply(text()), false);
        }
        if (isArray()) {
            return new Json(elements(element -> element.mapTexts(function)), false);
        }
        if (isObject()) {
            Map<String, Json> mapped = new LinkedHashMap<>();
            members().forEach((name, member) -> mapped.put(name, member.mapTexts(function)));
            return new Json(mapped, false);
        }
        return this;
    }

    /** Returns this without the members of that name, also of objects within it. */
    public Json without(String removed) {
        if (isArray()) {
            return new Json(elements(element -> element.without(removed)), false);
        }
        if (!isObject()) {
            return this;
        }
        Map<String, Json> kept = new LinkedHashMap<>();
        members().forEach((name, member) -> kept.put(name, member.without(removed)));
        kept.remove(removed);
        return new Json(kept, false);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Json other
                && number == other.number
                && (value == null ? other.value == null : value.equals(other.value));
    }

    @Override
    public int hashCode() {
        return value == null ? 0 : value.hashCode();
    }

    @Override
    public String toString() {
        return isText() ? '"' + text() + '"' : String.valueOf(value);
    }
}
