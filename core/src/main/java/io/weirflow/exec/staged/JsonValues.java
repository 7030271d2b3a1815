package io.weirflow.exec.staged;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as plain values: a map for an object, a list for an array, text, number, boolean. Members that are absent are left out. */
final class JsonValues {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonValues() {}

    /** Something that writes members of an object. */
    interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static byte[] write(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw WeirflowException.wrap(e, "json");
        }
        return bytes.toByteArray();
    }

    /**
     * Returns the object that some bytes are.
     *
     * @throws WeirflowException of kind INTEGRITY if they are none
     */
    static JsonObject read(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("expected an object");
            }
            return new JsonObject(object(parser));
        } catch (IOException e) {
            throw WeirflowException.wrap(e, ErrorKind.INTEGRITY, "json");
        }
    }

    static WeirflowException malformed(String message) {
        return WeirflowException.of(ErrorKind.INTEGRITY, "json", message);
    }

    /** The parser limits the depth. */
    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw malformed("unexpected " + parser.currentToken());
        };
    }

    /** The members of an object, with checks. */
    record JsonObject(Map<String, Object> members) {
        String text(String name) {
            return required(name, String.class);
        }

        double number(String name) {
            return required(name, Double.class);
        }

        Optional<String> optionalText(String name) {
            return optional(name, String.class);
        }

        Optional<Double> optionalNumber(String name) {
            return optional(name, Double.class);
        }

        boolean flag(String name) {
            return optional(name, Boolean.class).orElse(false);
        }

        Optional<JsonObject> optionalObject(String name) {
            return optional(name, Map.class).map(JsonObject::of);
        }

        Optional<List<JsonObject>> optionalObjects(String name) {
            Optional<?> list = optional(name, List.class);
            return list.map(elements -> ((List<?>) elements)
                    .stream().map(element -> of(cast(name, element, Map.class))).toList());
        }

        Optional<List<String>> optionalTexts(String name) {
            Optional<?> list = optional(name, List.class);
            return list.map(elements -> ((List<?>) elements)
                    .stream().map(element -> cast(name, element, String.class)).toList());
        }

        <T> Map<String, T> mapOf(Class<T> type) {
            Map<String, T> map = new LinkedHashMap<>();
            members.forEach((name, value) -> map.put(name, cast(name, value, type)));
            return map;
        }

        private <T> T required(String name, Class<T> type) {
            return optional(name, type).orElseThrow(() -> malformed("has no member " + name));
        }

        private <T> Optional<T> optional(String name, Class<T> type) {
            return Optional.ofNullable(members.get(name)).map(value -> cast(name, value, type));
        }

        private static <T> T cast(String name, Object value, Class<T> type) {
            if (!type.isInstance(value)) {
                throw malformed("member " + name + " is of another type");
            }
            return type.cast(value);
        }

        @SuppressWarnings("unchecked") // objects are only made by the parser
        private static JsonObject of(Object map) {
            return new JsonObject((Map<String, Object>) map);
        }
    }
}
