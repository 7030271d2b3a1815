package io.weirflow.exec.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the files of Linux's {@code /proc}. What has gone meanwhile, or may not be read, is absent. */
final class ProcFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 4096;

    private final File root;

    ProcFiles(File root) {
        this.root = root;
    }

    /** Tells whether this system has them. */
    boolean exist() {
        return read("self/stat").isPresent() && read("loadavg").isPresent();
    }

    Optional<byte[]> read(String name) {
        try (FileInputStream in = new FileInputStream(new File(root, name))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int size = 0;
            for (int n = in.read(buffer); n > 0; n = in.read(buffer, size, buffer.length - size)) {
                size += n;
                if (size == buffer.length) {
                    if (size >= MAX_BYTES) {
                        break;
                    }
                    buffer = Arrays.copyOf(buffer, 2 * size);
                }
            }
            return Optional.of(Arrays.copyOf(buffer, size));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Optional<String> text(String name) {
        return read(name).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** Returns the ids of all processes. */
    List<Long> pids() {
        String[] names = root.list();
        List<Long> pids = new ArrayList<>();
        for (String name : names == null ? new String[0] : names) {
            if (name.charAt(0) >= '1' && name.charAt(0) <= '9') {
                pids.add(Long.valueOf(name));
            }
        }
        return pids;
    }

    boolean exists(long pid) {
        return new File(root, Long.toString(pid)).exists();
    }

    /** Returns the id that the system gave to a process or thread last. */
    Optional<Long> lastPid() {
        return text("loadavg")
                .map(text ->
                        Long.valueOf(text.substring(text.lastIndexOf(' ') + 1).strip()));
    }

    Optional<ProcStat> stat(long pid) {
        return text(pid + "/stat").flatMap(ProcStat::parse);
    }
}
