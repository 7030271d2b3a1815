package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Filesets as JSON, in two forms that differ little. The <em>standard</em> form is part of other JSON, such as that of execs,
 * and leaves out assertions. <em>Version 1</em> is the form of stored values before version 2, with assertions.
 *
 * <p>{@code {"List":[…],"Fileset":{"path":{"ID":…,"Size":…,"Source":…,"ETag":…,"LastModified":…,"ContentHash":…}}}}, where an
 * empty list, no files, and empty sources and ETags are left out. Lists may be nested to a depth of {@value #MAX_DEPTH}.
 */
public final class FilesetJson {
    /** How deep lists may be nested. */
    public static final int MAX_DEPTH = 10_000;

    private FilesetJson() {}

    /**
     * Returns the standard form.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if lists are nested too deep
     */
    public static String writeStandard(Fileset fileset) {
        StringBuilder json = new StringBuilder();
        writeStandard(json, fileset);
        return json.toString();
    }

    static void writeStandard(StringBuilder json, Fileset fileset) {
        new Writer(json, true).write(fileset);
    }

    /**
     * Returns the form of version 1. Of the characters of a path only those are escaped that JSON demands; Reflow, which
     * escapes none, writes broken JSON for a path with a quote, a backslash or a control character.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if lists are nested too deep
     */
    public static String writeV1(Fileset fileset) {
        StringBuilder json = new StringBuilder();
        new Writer(json, false).write(fileset);
        return json.toString();
    }

    /**
     * Reads the standard form: names in either case, unknown ones ignored, nothing after it.
     *
     * @throws WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static Fileset readStandard(String json) {
        return GoJsonReader.readAll(json, "read fileset", parser -> new FilesetJsonReader(parser, false).read());
    }

    /**
     * Reads the form of version 1: names exactly as written, unknown ones refused. What follows is not looked at.
     *
     * @throws WeirflowException of kind INVALID for malformed JSON and values that do not fit, of kind PRECONDITION if a
     *     property of assertions has two values
     */
    public static Fileset readV1(String json) {
        return GoJsonReader.read(json, "read fileset", FilesetJson::readV1);
    }

    /** Reads the form of version 1 from a stream of UTF-8, as {@link #readV1(String)} does. The caller closes the stream. */
    public static Fileset readV1(InputStream stream) {
        return GoJsonReader.read(stream, "read fileset", FilesetJson::readV1);
    }

    private static Fileset readV1(com.fasterxml.jackson.core.JsonParser parser) throws java.io.IOException {
        parser.nextToken();
        return new FilesetJsonReader(parser, true).read();
    }

    /** Writes nodes from the outside inwards without recursion. */
    private static final class Writer {
        private final StringBuilder json;
        private final boolean standard;
        private final Deque<Open> open = new ArrayDeque<>();

        /** A list whose elements are being written. */
        private static final class Open {
            final Fileset node;
            int written;

            Open(Fileset node) {
                this.node = node;
            }
        }

        Writer(StringBuilder json, boolean standard) {
            this.json = json;
            this.standard = standard;
        }

        void write(Fileset root) {
            begin(root);
            while (!open.isEmpty()) {
                Open top = open.peek();
                if (top.written == top.node.elements().size()) {
                    open.pop();
                    json.append(']');
                    end(top.node);
                    continue;
                }
                if (top.written > 0) {
                    json.append(',');
                }
                begin(top.node.elements().get(top.written++));
            }
        }

        private void begin(Fileset node) {
            json.append('{');
            if (node.elements().isEmpty()) {
                end(node);
                return;
            }
            if (open.size() == MAX_DEPTH) {
                throw WeirflowException.of(
                        ErrorKind.NOT_SUPPORTED,
                        "write fileset",
                        "its lists are nested deeper than " + MAX_DEPTH + ", which readers of JSON refuse");
            }
            json.append("\"List\":[");
            open.push(new Open(node));
        }

        private void end(Fileset node) {
            if (!node.files().isEmpty()) {
                json.append(node.elements().isEmpty() ? "\"Fileset\":{" : ",\"Fileset\":{");
                int start = json.length();
                node.files().forEach((path, file) -> {
                    if (json.length() > start) {
                        json.append(',');
                    }
                    path(path);
                    json.append(':');
                    file(file);
                });
                json.append('}');
            }
            json.append('}');
        }

        private void path(String path) {
            if (standard) {
                GoJson.quote(json, path);
            } else {
                GoJson.quoteMinimally(json, path);
            }
        }

        private void file(File file) {
            FileJson.write(json, file);
            if (!standard && !file.assertions().isEmpty()) {
                json.setLength(json.length() - 1);
                json.append(",\"Assertions\":");
                AssertionsJson.write(json, file.assertions());
                json.append('}');
            }
        }
    }
}
