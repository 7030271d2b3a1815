package io.weirflow.flow;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * Groups the files of its dependency by the text of the one capturing group of a regular expression: its value is the list
 * of groups, ordered by that text. Files whose path does not match are left out. Matching is unanchored, the syntax RE2.
 */
public final class GroupbyNode extends Flow {
    private final Pattern regex;

    private GroupbyNode(Flow dep, Pattern regex) {
        super(List.of(dep), "");
        this.regex = regex;
    }

    /**
     * Returns a grouping.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for a malformed expression
     */
    public static GroupbyNode of(Flow dep, String regex) {
        return new GroupbyNode(dep, Regex.compile(regex));
    }

    /** Returns the regular expression. */
    public Pattern regex() {
        return regex;
    }

    @Override
    public String op() {
        return "groupby";
    }
}
