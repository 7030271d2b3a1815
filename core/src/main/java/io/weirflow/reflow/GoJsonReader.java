package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON as Go's {@code encoding/json} does: a {@code null} leaves what was there, names are compared without regard to
 * case by the caller, types must fit.
 */
final class GoJsonReader {
    /** How deep objects and arrays may be nested. */
    static final int MAX_NESTING = 2 * FilesetJson.MAX_DEPTH + 16;

    // The names are paths, of which there are millions: they must not be kept in a table.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private GoJsonReader() {}

    /** Reads something from a parser. */
    @FunctionalInterface
    interface Action<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** Reads a member of an object, whose value starts at the current token. */
    @FunctionalInterface
    interface Member {
        void read(JsonParser parser, String name) throws IOException;
    }

    /** Reads from a text. */
    static <T> T read(String json, String operation, Action<T> action) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return action.read(parser);
        } catch (IOException e) {
            throw failure(e, operation);
        }
    }

    /** Reads from a stream of UTF-8, which stays open. */
    static <T> T read(InputStream stream, String operation, Action<T> action) {
        try (JsonParser parser = FACTORY.createParser(stream)) {
            return action.read(parser);
        } catch (IOException e) {
            throw failure(e, operation);
        }
    }

    /** Reads one value from a text, after which nothing may follow. */
    static <T> T readAll(String json, String operation, Action<T> action) {
        return read(json, operation, parser -> {
            parser.nextToken();
            T value = action.read(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the value");
            }
            return value;
        });
    }

    private static WeirflowException failure(IOException e, String operation) {
        return e instanceof JsonProcessingException
                ? WeirflowException.wrap(e, ErrorKind.INVALID, operation)
                : WeirflowException.wrap(e, operation);
    }

    static void expect(JsonParser parser, JsonToken wanted) throws IOException {
        if (parser.currentToken() != wanted) {
            throw unexpected(parser, wanted.toString());
        }
    }

    static JsonParseException unexpected(JsonParser parser, String wanted) {
        return new JsonParseException(parser, "expected " + wanted + ", found " + parser.currentToken());
    }

    /** Reads the members of the object that starts at the current token; none of a null. */
    static void object(JsonParser parser, Member member) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(parser, JsonToken.START_OBJECT);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            expect(parser, JsonToken.FIELD_NAME);
            String name = wellFormed(parser.currentName());
            parser.nextToken();
            member.read(parser, name);
        }
    }

    /** Returns the text that is the current token; the given one for null. */
    static String text(JsonParser parser, String otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return otherwise;
        }
        expect(parser, JsonToken.VALUE_STRING);
        return wellFormed(parser.getText());
    }

    /** Reads an array; an empty one of null. */
    static <T> List<T> array(JsonParser parser, Action<T> element) throws IOException {
        List<T> list = new ArrayList<>();
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            expect(parser, JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(element.read(parser));
            }
        }
        return list;
    }

    /** Reads an array of texts; an empty one of null. */
    static List<String> texts(JsonParser parser) throws IOException {
        return array(parser, p -> text(p, ""));
    }

    /** Reads an object of numbers; an empty one of null. */
    static Map<String, Double> reals(JsonParser parser) throws IOException {
        Map<String, Double> reals = new HashMap<>();
        object(parser, (p, name) -> reals.put(name, real(p, 0)));
        return reals;
    }

    /** Reads a value that is absent if it is null. */
    static <T> Optional<T> optional(JsonParser parser, Action<T> action) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(action.read(parser));
    }

    /** Returns the flag that is the current token; the given one for null. */
    static boolean flag(JsonParser parser, boolean otherwise) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> otherwise;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw unexpected(parser, "true or false");
        };
    }

    /** Returns the number that is the current token; the given one for null. */
    static double real(JsonParser parser, double otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return otherwise;
        }
        if (!parser.currentToken().isNumeric() || !Double.isFinite(parser.getDoubleValue())) {
            throw unexpected(parser, "a number in the range of a double");
        }
        return parser.getText().equals("-0") ? -0.0 : parser.getDoubleValue();
    }

    /** Returns the time that is the current token; Go's zero time for null. */
    static OffsetDateTime time(JsonParser parser) throws IOException {
        return GoTime.parse(text(parser, FileTimes.ZERO_JSON));
    }

    /** Returns the JSON of the value that starts at the current token. */
    static String raw(JsonParser parser) throws IOException {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(json)) {
            generator.setCharacterEscapes(GoJson.ESCAPES);
            generator.copyCurrentStructureExact(parser);
        }
        return json.toString();
    }

    /** Returns the integer that is the current token; the given one for null. */
    static long integer(JsonParser parser, long otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return otherwise;
        }
        expect(parser, JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    /** Returns the text with U+FFFD in place of surrogates without a partner, as Go reads them. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isSurrogate(c)) {
                return replaceSurrogates(text);
            }
            i += Character.charCount(c);
        }
        return text;
    }

    /** Tells whether a code point of a text is one half of a pair alone. */
    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String replaceSurrogates(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> clean.appendCodePoint(isSurrogate(c) ? 0xFFFD : c));
        return clean.toString();
    }
}
