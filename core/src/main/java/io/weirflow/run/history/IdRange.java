package io.weirflow.run.history;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import java.time.Instant;
import java.util.Locale;

/**
 * The identities that begin with a text, and the times at which they can have been given: an identity begins with its time.
 *
 * @param prefix the text, in capitals
 * @param first the first time
 * @param last the last time
 */
record IdRange(String prefix, Instant first, Instant last) {
    private static final int LENGTH = 26;
    private static final int TIME_SHIFT = 16;

    static IdRange of(String abbreviated) {
        String prefix = abbreviated.toUpperCase(Locale.ROOT);
        if (prefix.isEmpty() || prefix.length() > LENGTH) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "history", "the beginning of an identity has 1 to 26 characters", abbreviated);
        }
        String first = prefix + "0".repeat(LENGTH - prefix.length());
        String last = prefix + "Z".repeat(LENGTH - prefix.length());
        return new IdRange(prefix, time(first), time(last));
    }

    private static Instant time(String id) {
        return Instant.ofEpochMilli(Ulid.parse(id).high() >>> TIME_SHIFT);
    }

    boolean contains(Ulid id) {
        return id.toString().startsWith(prefix);
    }

    HistoryQuery narrow(HistoryQuery query) {
        Instant since = query.since().filter(s -> s.isAfter(first)).orElse(first);
        Instant behind = last.plusMillis(1);
        Instant until = query.until().filter(u -> u.isBefore(behind)).orElse(behind);
        return query.since(since).until(until);
    }
}
