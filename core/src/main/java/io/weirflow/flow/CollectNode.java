package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;

/**
 * Keeps the files of its dependency whose path matches a regular expression, under the path in which every match is
 * replaced by an expanded template ({@code $1}, {@code ${name}}, {@code $$}, as in Go).
 */
public final class CollectNode extends Flow {
    private final Pattern regex;
    private final String replacement;

    private CollectNode(Flow dep, Pattern regex, String replacement, String ident) {
        super(ImmutableList.of(dep), ident);
        this.regex = regex;
        this.replacement = replacement;
    }

    /**
     * Returns a selection with renaming; replacement {@code $0} keeps the path.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for a malformed expression
     */
    public static CollectNode of(Flow dep, String regex, String replacement) {
        return new CollectNode(dep, Regex.compile(regex), replacement, "");
    }

    /** Returns this node under a name for people. */
    public CollectNode named(String name) {
        return new CollectNode(dep(), regex, replacement, name);
    }

    /** Returns the regular expression. */
    public Pattern regex() {
        return regex;
    }

    /** Returns the replacement template. */
    public String replacement() {
        return replacement;
    }

    @Override
    public String op() {
        return "collect";
    }
}
