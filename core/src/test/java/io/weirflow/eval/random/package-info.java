/**
 * Random graphs of work, evaluated by the evaluator in every mode and by a naive evaluator that knows neither keys nor a cache.
 * {@code Steps} describes a graph, {@code Graph} builds it as flows, {@code NaiveEvaluation} says what it must come to, {@code
 * World} runs it.
 */
@NullMarked
package io.weirflow.eval.random;

import org.jspecify.annotations.NullMarked;
