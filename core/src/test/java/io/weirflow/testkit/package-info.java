/** Contract kits for implementers of Weirflow's interfaces, and support for the tests of applications that use it. */
@NullMarked
package io.weirflow.testkit;

import org.jspecify.annotations.NullMarked;
