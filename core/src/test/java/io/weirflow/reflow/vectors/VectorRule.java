package io.weirflow.reflow.vectors;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A deliberate difference from Reflow: which cases it concerns, told from what they contain, and what holds for them instead.
 *
 * @param name a short name
 * @param statement what Reflow does, what this library does instead, and why
 * @param selects tells from its contents whether a case falls under the rule
 * @param replacement returns the case with the output that holds instead
 */
public record VectorRule(
        String name, String statement, Predicate<VectorCase> selects, UnaryOperator<VectorCase> replacement) {}
