package io.weirflow.task;

import io.weirflow.flow.DataNode;
import io.weirflow.flow.InternNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Content from outside: what a path or URL names, or a text of the program itself. Immutable.
 *
 * <p>Sources are looked at in each evaluation, before the cache is, so that whatever depends on a file that was added,
 * changed or removed is done again and nothing else. What is at a source must not change while it is read.
 */
public final class Source {
    private final InternNode node;
    private final String url;

    private Source(String url, InternNode node) {
        this.url = url;
        this.node = node;
    }

    /** Returns a file on this machine. Its path is made absolute now; the file is read when it is evaluated. */
    public static FileFlow file(Path path) {
        return path(path).asFile();
    }

    /** Returns all files below a folder on this machine. Its path is made absolute now; it is read when it is evaluated. */
    public static DirFlow directory(Path path) {
        return path(path).asDirectory();
    }

    /** Returns a path on this machine as a source on which more can be set. */
    public static Source path(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        return uri("file://" + absolute).named(name == null ? absolute.toString() : name.toString());
    }

    /**
     * Returns what a URL names, {@code scheme://bucket/key}, with the key as exact text, nothing percent-encoded. Which schemes
     * there are depends on the runtime that evaluates it.
     */
    public static Source uri(String url) {
        return new Source(url, InternNode.of(url).named(url));
    }

    /** Returns a file of the given text in UTF-8. */
    public static FileFlow text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a file of the given bytes, which are copied. */
    public static FileFlow bytes(byte[] content) {
        return FileFlow.known(DataNode.of(content));
    }

    /** Returns this source under another name for people. */
    public Source named(String name) {
        return new Source(url, node.named(Names.check("source", name)));
    }

    /** Returns this source such that files are fetched only by the commands that need their content. */
    public Source lazy() {
        return new Source(url, node.withMode(InternNode.Mode.LAZY));
    }

    /**
     * Returns this source such that it is never looked at again once it was read: for sources that never change. If it
     * does change, results stay what they were.
     */
    public Source immutable() {
        return new Source(url, node.ofImmutableSource());
    }

    /** Returns the one file that this names. Evaluating it fails with kind NOT_EXIST if there is none. */
    public FileFlow asFile() {
        return FileFlow.known(node);
    }

    /** Returns all files below the folder that this names. Evaluating it fails with kind NOT_EXIST if there is none. */
    public DirFlow asDirectory() {
        return DirFlow.known(url.endsWith("/") ? node : withUrl(url + '/'));
    }

    private InternNode withUrl(String newUrl) {
        InternNode changed = InternNode.of(newUrl).named(node.ident()).withMode(node.mode());
        return node.isImmutable() ? changed.ofImmutableSource() : changed;
    }
}
