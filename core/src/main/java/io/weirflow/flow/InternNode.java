package io.weirflow.flow;

import com.google.common.collect.ImmutableList;

/** Imports what a URL names: an object, or for a URL that ends in {@code /} a folder. */
public final class InternNode extends Flow {
    private final String url;
    private final Mode mode;
    private final boolean immutable;

    /** How content is brought in. */
    public enum Mode {
        /** Content is fetched when the node is evaluated, so that its value is resolved. */
        EAGER,
        /** The value is a snapshot of references; content is fetched only by the execs that need it. */
        LAZY
    }

    private InternNode(String url, String ident, Mode mode, boolean immutable) {
        super(ImmutableList.of(), ident);
        this.url = url;
        this.mode = mode;
        this.immutable = immutable;
    }

    /** Returns an eager import of a URL, whose source may change between evaluations. */
    public static InternNode of(String url) {
        return new InternNode(url, "", Mode.EAGER, false);
    }

    /** Returns this import under a name for people. */
    public InternNode named(String name) {
        return new InternNode(url, name, mode, immutable);
    }

    /** Returns this import with another mode. */
    public InternNode withMode(Mode newMode) {
        return new InternNode(url, ident(), newMode, immutable);
    }

    /** Returns this import as of a source that never changes: it is keyed by its URL alone and not looked at. */
    public InternNode ofImmutableSource() {
        return new InternNode(url, ident(), mode, true);
    }

    /** Returns the URL. */
    public String url() {
        return url;
    }

    /** Returns how content is brought in. */
    public Mode mode() {
        return mode;
    }

    /** Tells whether the source is declared never to change. */
    public boolean isImmutable() {
        return immutable;
    }

    @Override
    public String op() {
        return "intern";
    }
}
