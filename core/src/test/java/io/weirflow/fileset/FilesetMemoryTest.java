package io.weirflow.fileset;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.digest.Digest;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilesetMemoryTest {
    private static final int FILES = 1_000_000;
    private static final int MAX_BYTES_EACH = 300;

    @Test
    void aFileTakesLessThan300BytesBesideItsPath() {
        String[] paths = new String[FILES];
        for (int i = 0; i < FILES; i++) {
            paths[i] = "directory/sub/file-" + i;
        }
        long before = usedBytes();
        Fileset fileset = fileset(paths);
        try {
            long used = usedBytes() - before;
            assertThat(fileset.count()).isEqualTo(FILES);
            assertThat(used / FILES).isBetween(50L, (long) MAX_BYTES_EACH);
        } finally {
            // With the paths held before and after, they are no part of the difference.
            Reference.reachabilityFence(paths);
        }
    }

    private static Fileset fileset(String[] paths) {
        Map<String, File> files = new LinkedHashMap<>();
        for (int i = 0; i < paths.length; i++) {
            // Equal assertions are made anew for each file, as a reader makes them.
            Assertions assertions = Assertions.of(
                    new AssertionKey(AssertionKey.BLOB, "s3://bucket/" + i % 4), Map.of("etag", "e", "size", "1"));
            files.put(
                    paths[i],
                    File.resolved(Digest.of(paths[i]), i)
                            .withSource("", "\"etag-of-" + i + '"')
                            .withLastModified(Instant.ofEpochSecond(i))
                            .withAssertions(assertions));
        }
        return Fileset.directory(files);
    }

    /** The memory that is reachable: measured again until collecting more garbage finds nothing. */
    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        while (true) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used) {
                return used;
            }
            used = now;
        }
    }
}
