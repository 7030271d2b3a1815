package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fileset whose JSON starts at a parser's current token, without recursion. */
final class FilesetJsonReader {
    private final JsonParser parser;
    private final boolean strict;
    private final Deque<Open> open = new ArrayDeque<>();

    /** A fileset of which the closing brace is still to come. */
    private static final class Open {
        final Map<String, File> files = new HashMap<>();

        @Nullable
        List<Fileset> elements;

        boolean inList;

        Fileset build() {
            return elements == null ? Fileset.directory(files) : Fileset.of(elements, files);
        }
    }

    /** @param strict whether to read version 1, with its exact names, or the standard form */
    FilesetJsonReader(JsonParser parser, boolean strict) {
        this.parser = parser;
        this.strict = strict;
    }

    Fileset read() throws IOException {
        if (isNull()) {
            return Fileset.EMPTY;
        }
        begin();
        while (true) {
            Open top = open.element();
            parser.nextToken();
            if (top.inList) {
                element(top);
            } else if (parser.currentToken() == JsonToken.END_OBJECT) {
                Fileset done = open.pop().build();
                if (open.isEmpty()) {
                    return done;
                }
                add(open.element(), done);
            } else {
                member(top);
            }
        }
    }

    private void begin() throws IOException {
        GoJsonReader.expect(parser, JsonToken.START_OBJECT);
        open.push(new Open());
    }

    private void element(Open list) throws IOException {
        if (parser.currentToken() == JsonToken.END_ARRAY) {
            list.inList = false;
        } else if (isNull()) {
            add(list, Fileset.EMPTY);
        } else {
            begin();
        }
    }

    private static void add(Open list, Fileset element) {
        java.util.Objects.requireNonNull(list.elements).add(element);
    }

    /** Tells whether the current token is a null that the standard form reads as an empty value. */
    private boolean isNull() {
        return !strict && parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private void member(Open node) throws IOException {
        GoJsonReader.expect(parser, JsonToken.FIELD_NAME);
        String name = parser.currentName();
        parser.nextToken();
        if (is("List", name)) {
            list(node);
        } else if (is("Fileset", name)) {
            files(node);
        } else if (strict) {
            throw GoJsonReader.unexpected(parser, "List or Fileset, not " + name + ",");
        } else {
            parser.skipChildren();
        }
    }

    private boolean is(String wanted, String name) {
        return strict ? wanted.equals(name) : wanted.equalsIgnoreCase(name);
    }

    private void list(Open node) throws IOException {
        if (isNull()) {
            node.elements = null;
            return;
        }
        GoJsonReader.expect(parser, JsonToken.START_ARRAY);
        node.elements = new ArrayList<>();
        node.inList = true;
    }

    private void files(Open node) throws IOException {
        if (isNull()) {
            node.files.clear();
            return;
        }
        GoJsonReader.expect(parser, JsonToken.START_OBJECT);
        GoJsonReader.object(parser, (p, path) -> node.files.put(path, FileJson.read(p, strict)));
    }
}
