package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attributes of items of an assoc. */
final class Attributes {
    private static final System.Logger LOG = System.getLogger(Attributes.class.getName());

    private Attributes() {}

    /** Returns a text that must be there. */
    static String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null || value.s() == null) {
            throw WeirflowException.of(ErrorKind.INTEGRITY, "read entry", "the attribute " + name + " is no text");
        }
        return value.s();
    }

    /** Returns a time in seconds; {@link Instant#MIN} if there is none. */
    static Instant time(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null || value.n() == null ? Instant.MIN : Instant.ofEpochSecond(Long.parseLong(value.n()));
    }

    static Set<String> texts(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null || !value.hasSs() ? Set.of() : Set.copyOf(value.ss());
    }

    static AttributeValue seconds(Instant time) {
        return AttributeValue.fromN(Long.toString(time.getEpochSecond()));
    }

    /** Tells whether a conditional request was done; that its condition did not hold is no failure. */
    static boolean ifConditionHolds(Runnable request) {
        try {
            request.run();
            return true;
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.PRECONDITION)) {
                return false;
            }
            throw e;
        }
    }

    /** Says that an entry is passed over. It will be computed again and replaced. */
    static void warn(String table, @Nullable AttributeValue key, Exception e) {
        LOG.log(
                System.Logger.Level.WARNING,
                "a malformed entry in table " + table + " is passed over: " + (key == null ? "" : key.s()) + ": "
                        + e.getMessage());
    }
}
