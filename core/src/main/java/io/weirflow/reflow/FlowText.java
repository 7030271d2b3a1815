package io.weirflow.reflow;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.ValNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Nodes and their commands as Reflow shows them. */
public final class FlowText {
    private static final int COMMAND_BYTES = 60;
    private static final int IMAGE_BYTES = 40;
    private static final Pattern SPACES = Pattern.compile("[\\t\\n\\x0B\\f\\r \\x85\\p{Z}]+");

    private FlowText() {}

    /**
     * Returns a node in one line: its digest, state, resources, operation and fields, and the digests of its dependencies.
     *
     * @param digests the logical keys of nodes
     * @param state the state as Reflow names it, such as {@code Init} or {@code Done}
     */
    public static String text(Flow node, Function<Flow, Digest> digests, String state) {
        StringBuilder text = new StringBuilder("flow ")
                .append(digests.apply(node).abbreviated())
                .append(" state ")
                .append(state)
                .append(' ')
                .append(node instanceof ExecNode exec ? ReflowResources.of(exec.minResources()) : ReflowResources.NIL)
                .append(' ')
                .append(ReflowOp.of(node).text())
                .append(fields(node));
        String separator = " deps ";
        for (Flow dep : node.deps()) {
            text.append(separator).append(digests.apply(dep).abbreviated());
            separator = ",";
        }
        return text.toString();
    }

    private static String fields(Flow node) {
        if (node instanceof ExecNode exec) {
            return " image " + exec.image() + " cmd " + GoQuote.quote(exec.command());
        } else if (node instanceof InternNode intern) {
            return " url " + GoQuote.quote(GoUrl.normalize(intern.url()));
        } else if (node instanceof ExternNode extern) {
            return " url " + GoQuote.quote(GoUrl.normalize(extern.url()));
        } else if (node instanceof GroupbyNode groupby) {
            return " re " + groupby.regex().pattern();
        } else if (node instanceof CollectNode collect) {
            return " re " + collect.regex().pattern() + " repl " + collect.replacement();
        } else if (node instanceof ValNode val) {
            return " val " + val.value().map(FilesetText::text).orElse(val.ident());
        } else if (node instanceof DataNode data) {
            return " data " + Digest.of(data.content());
        }
        return "";
    }

    /**
     * Returns the image and the command of an exec, both abbreviated, with texts for what the command's {@code %s} stand for.
     *
     * @throws WeirflowException of kind INVALID if the command has formats other than {@code %s} with a width or flags
     */
    public static String abbreviatedCommand(ExecNode exec, List<String> arguments) {
        String command = GoFormat.sprintf(exec.command(), arguments);
        return keepRight(exec.image(), IMAGE_BYTES)
                + ' '
                + keepEnds(withoutSpaces(withoutFolders(trim(command))), COMMAND_BYTES);
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c == '\u0085' || Character.isSpaceChar(c);
    }

    /** Replaces the folders of an absolute path at the start by {@code ..}. */
    static String withoutFolders(String text) {
        String before = text;
        String rest = text;
        while (rest.startsWith("/")) {
            int next = rest.indexOf('/', 1);
            if (next < 0 || hasSpace(rest, next)) {
                return ".." + (rest.equals("/") ? before : rest);
            }
            before = rest;
            rest = rest.substring(next);
        }
        return rest;
    }

    /** Tells whether there is a space before a slash, which then does not belong to the first word. */
    private static boolean hasSpace(String text, int slash) {
        for (int i = 1; i < slash - 1; i++) {
            if (isSpace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Collapses spaces, to a space if they start with one and else to a dot, and drops those at the ends. */
    static String withoutSpaces(String text) {
        return SPACES.matcher(trim(text)).replaceAll(match -> match.group().startsWith(" ") ? " " : ".");
    }

    /** Keeps both ends of a text that is longer than so many bytes. */
    static String keepEnds(String text, int max) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= max) {
            return text;
        }
        int end = bytes.length - max / 2 + 1;
        return utf8(bytes, 0, max / 2 - 1) + ".." + utf8(bytes, end, bytes.length);
    }

    /** Keeps the end of a text that is longer than so many bytes. */
    static String keepRight(String text, int max) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= max ? text : ".." + utf8(bytes, bytes.length - max + 2, bytes.length);
    }

    private static String utf8(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
