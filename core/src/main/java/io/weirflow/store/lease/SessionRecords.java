package io.weirflow.store.lease;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Duration;
import java.time.Instant;

/**
 * The two records of a session: one that does not change as long as the session lives, so that commits of its process can
 * depend on it without meeting the renewals, and the beat, which each renewal writes. They end together.
 *
 * @param namespace what keeps the sessions of different uses of a store apart
 */
record SessionRecords(String namespace) {
    static final String SESSION = "session/";
    static final String BEAT = "beat/";
    private static final String SESSION_FORMAT = "weirflow-session";
    private static final String BEAT_FORMAT = "weirflow-beat";
    private static final int VERSION = 1;
    private static final Duration SHORTEST = Duration.ofMillis(50);

    String partition() {
        return namespace + "/sessions";
    }

    StateKey session(String id) {
        return new StateKey(partition(), SESSION + id);
    }

    StateKey beat(String id) {
        return new StateKey(partition(), BEAT + id);
    }

    static String id(StateKey key) {
        return key.sort().substring(key.sort().indexOf('/') + 1);
    }

    static void checkTtl(Duration ttl) {
        if (ttl.compareTo(SHORTEST) < 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "open session",
                    "the time to live is at least " + SHORTEST.toMillis() + " ms",
                    ttl);
        }
    }

    static StateValue sessionValue(String holder, Duration ttl, Instant opened) {
        return new StateEncoder(SESSION_FORMAT, VERSION)
                .text(holder)
                .number(ttl.toNanos())
                .number(opened.toEpochMilli())
                .value();
    }

    static StateValue beatValue(Duration ttl, Instant renewed) {
        return new StateEncoder(BEAT_FORMAT, VERSION)
                .number(ttl.toNanos())
                .number(renewed.toEpochMilli())
                .value();
    }

    static Duration ttl(StateRecord beat) {
        return Duration.ofNanos(new StateDecoder(beat, BEAT_FORMAT, VERSION).number());
    }

    static SessionInfo info(StateRecord session, StateRecord beat) {
        StateDecoder fields = new StateDecoder(session, SESSION_FORMAT, VERSION);
        StateDecoder beatFields = new StateDecoder(beat, BEAT_FORMAT, VERSION);
        String holder = fields.text();
        Duration ttl = Duration.ofNanos(fields.number());
        Instant opened = Instant.ofEpochMilli(fields.number());
        beatFields.number();
        return new SessionInfo(id(session.key()), holder, ttl, opened, Instant.ofEpochMilli(beatFields.number()));
    }
}
