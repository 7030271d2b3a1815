/** Views of an evaluation for people: text, DOT and Mermaid. */
@NullMarked
package io.weirflow.report;

import org.jspecify.annotations.NullMarked;
