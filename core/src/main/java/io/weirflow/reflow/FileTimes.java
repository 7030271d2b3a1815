package io.weirflow.reflow;

import io.weirflow.fileset.File;
import java.time.OffsetDateTime;

/** The time of last change of a file as Reflow has it, whose zero time stands for an absent one. */
final class FileTimes {
    static final String ZERO_JSON = "0001-01-01T00:00:00Z";

    private FileTimes() {}

    static String json(File file) {
        return file.lastModified()
                .map(time -> GoTime.rfc3339(time.atOffset(file.lastModifiedOffset())))
                .orElse(ZERO_JSON);
    }

    /** Returns the file with a time, without one if it is the zero time. */
    static File with(File file, OffsetDateTime time) {
        return time.toInstant().equals(GoTime.ZERO) && time.getOffset().getTotalSeconds() == 0
                ? file
                : file.withLastModified(time);
    }
}
