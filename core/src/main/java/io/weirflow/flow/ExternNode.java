package io.weirflow.flow;

import com.google.common.collect.ImmutableList;

/** Exports its dependency's files to a URL; never cached. Its value is what was exported. */
public final class ExternNode extends Flow {
    private final String url;

    private ExternNode(Flow dep, String url, String ident) {
        super(ImmutableList.of(dep), ident);
        this.url = url;
    }

    /** Returns an export of a value to a URL. */
    public static ExternNode of(Flow dep, String url) {
        return new ExternNode(dep, url, "");
    }

    /** Returns this export under a name for people. */
    public ExternNode named(String name) {
        return new ExternNode(dep(), url, name);
    }

    /** Returns the URL. */
    public String url() {
        return url;
    }

    @Override
    public String op() {
        return "extern";
    }
}
