package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads records {@code <bytes>TAB<path>NUL}, the last of which may lack its NUL. */
final class UsageParser {
    private static final int MAX_RECORD_BYTES = 64 << 10;

    private final InputStream in;

    UsageParser(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    Optional<PathUsage> next() throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        int b = in.read();
        while (b > 0) {
            if (record.size() == MAX_RECORD_BYTES) {
                throw bad("a record is longer than " + MAX_RECORD_BYTES + " bytes");
            }
            record.write(b);
            b = in.read();
        }
        return b < 0 && record.size() == 0
                ? Optional.empty()
                : Optional.of(parse(record.toString(StandardCharsets.UTF_8)));
    }

    private static PathUsage parse(String record) {
        int tab = record.indexOf('\t');
        if (tab < 0) {
            throw bad("a record without a tab: " + record);
        }
        String path = record.substring(tab + 1);
        String relative = path.startsWith("./") ? path.substring(2) : path;
        try {
            return new PathUsage(relative.isEmpty() ? "." : relative, Long.parseLong(record.substring(0, tab)));
        } catch (NumberFormatException e) {
            throw bad("a size that is no number: " + record);
        }
    }

    private static WeirflowException bad(String what) {
        return WeirflowException.of(ErrorKind.EVAL, "read the output of du", what);
    }
}
