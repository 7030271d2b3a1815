/**
 * Runs the outputs of the original Reflow ("vectors", in the test resources) against this implementation: one class for
 * each suite, which knows every kind of case in it.
 */
package io.weirflow.reflow.vectors;
