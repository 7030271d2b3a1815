package io.weirflow.executor.docker;

import io.weirflow.exec.staged.ExecFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What programs print that end themselves for want of memory. Source: Go's runtime. */
final class OomSigns {
    private static final List<String> SIGNS = List.of("runtime: out of memory", "runtime: cannot allocate memory");
    private static final int TAIL_BYTES = 256 << 10;

    private OomSigns() {}

    /** Tells whether the end of a log has such a sign. */
    static boolean areIn(ExecFolder folder) {
        return isIn(folder.stderr()) || isIn(folder.stdout());
    }

    private static boolean isIn(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL_BYTES));
            byte[] tail = new byte[(int) Math.min(file.length(), TAIL_BYTES)];
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.ISO_8859_1);
            return SIGNS.stream().anyMatch(text::contains);
        } catch (IOException e) {
            return false;
        }
    }
}
