package io.weirflow.reflow.vectors;

import java.util.function.Predicate;

/**
 * A deliberate difference from Reflow: which cases it concerns, told from what they contain, and what holds instead.
 *
 * @param name a short name
 * @param statement what Reflow does, what this library does instead, and why
 * @param selects tells from its contents whether a case falls under the rule
 * @param replacement checks what holds instead
 */
public record VectorRule(String name, String statement, Predicate<VectorCase> selects, Check replacement) {
    /** Checks a case. */
    @FunctionalInterface
    public interface Check {
        /** Fails if the case does not behave as the rule says. */
        void check(VectorCase vector) throws Exception;
    }
}
