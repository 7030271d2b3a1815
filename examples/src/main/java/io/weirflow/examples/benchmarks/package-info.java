/** What the library costs: one program that measures it and prints a table. */
@NullMarked
package io.weirflow.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
