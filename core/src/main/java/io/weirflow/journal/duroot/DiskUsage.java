package io.weirflow.journal.duroot;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Measures directory trees. */
@FunctionalInterface
public interface DiskUsage {
    /**
     * Measures a tree: hands over the usage of directories, what is below before what is above, the root last.
     *
     * @param each takes a usage; what it throws ends the measurement
     * @return how it went; {@link DuRootStatus#PARTLY_UNREADABLE} if some of the tree could not be read
     * @throws io.weirflow.base.WeirflowException of kind CANCELED if the thread is interrupted; nothing goes on then
     */
    DuRootStatus measure(Path root, Consumer<? super PathUsage> each);
}
