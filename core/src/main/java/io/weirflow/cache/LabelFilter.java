package io.weirflow.cache;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Collection;
import java.util.List;

/**
 * Chooses entries by their labels: alternatives separated by spaces, each of terms separated by commas that must all hold. A
 * term is a regular expression (RE2) that some label must contain a match of, or after {@code !} one that none may. The
 * syntax is that of Reflow's {@code collect}.
 */
public final class LabelFilter {
    /** Chooses nothing. */
    public static final LabelFilter NONE = new LabelFilter(ImmutableList.of());

    private final ImmutableList<ImmutableList<Term>> alternatives;

    private record Term(Pattern pattern, boolean negated) {
        boolean holds(Collection<String> labels) {
            return negated
                    != labels.stream().anyMatch(label -> pattern.matcher(label).find());
        }
    }

    private LabelFilter(ImmutableList<ImmutableList<Term>> alternatives) {
        this.alternatives = alternatives;
    }

    /**
     * Returns the filter of a text; of an empty one, {@link #NONE}.
     *
     * @throws WeirflowException of kind INVALID that quotes a term that is not a regular expression
     */
    public static LabelFilter parse(String text) {
        ImmutableList.Builder<ImmutableList<Term>> alternatives = ImmutableList.builder();
        for (String alternative : text.split(" ", -1)) {
            if (!alternative.isEmpty()) {
                alternatives.add(List.of(alternative.split(",", -1)).stream()
                        .map(LabelFilter::term)
                        .collect(ImmutableList.toImmutableList()));
            }
        }
        return new LabelFilter(alternatives.build());
    }

    private static Term term(String text) {
        boolean negated = text.startsWith("!");
        try {
            return new Term(Pattern.compile(negated ? text.substring(1) : text), negated);
        } catch (PatternSyntaxException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "label filter", '"' + text + '"');
        }
    }

    /** Tells whether an entry with the given labels is chosen. */
    public boolean matches(Collection<String> labels) {
        for (List<Term> terms : alternatives) {
            if (terms.stream().allMatch(term -> term.holds(labels))) {
                return true;
            }
        }
        return false;
    }
}
