package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/**
 * Groups the files of its dependency by the text of the one capturing group of a regular expression: its value is the list
 * of groups, ordered by that text. Files whose path does not match are left out. Matching is unanchored, the syntax RE2.
 */
public final class GroupbyNode extends Flow {
    private final Pattern regex;

    private GroupbyNode(Flow dep, Pattern regex, String ident) {
        super(ImmutableList.of(dep), ident);
        this.regex = regex;
    }

    /**
     * Returns a grouping.
     *
     * @throws WeirflowException of kind INVALID for a malformed expression, or one that has not exactly one capturing group
     */
    public static GroupbyNode of(Flow dep, String regex) {
        Pattern pattern = Regex.compile(regex);
        if (pattern.groupCount() != 1) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "groupby",
                    "the expression has " + pattern.groupCount()
                            + " capturing groups, but needs exactly one, whose text is"
                            + " the key of a group; use (?:...) for those that only bracket",
                    regex);
        }
        return new GroupbyNode(dep, pattern, "");
    }

    /**
     * Returns a grouping as {@link #of} does, except that an expression that has not exactly one capturing group is taken, and
     * matches nothing: Reflow's rule.
     *
     * @throws WeirflowException of kind INVALID for a malformed expression
     */
    public static GroupbyNode lenient(Flow dep, String regex) {
        return new GroupbyNode(dep, Regex.compile(regex), "");
    }

    /** Returns this node under a name for people. */
    public GroupbyNode named(String name) {
        return new GroupbyNode(dep(), regex, name);
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
