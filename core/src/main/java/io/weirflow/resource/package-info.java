/** Amounts of memory, CPU, disk and further countable resources, and requirements built from them. */
@NullMarked
package io.weirflow.resource;

import org.jspecify.annotations.NullMarked;
