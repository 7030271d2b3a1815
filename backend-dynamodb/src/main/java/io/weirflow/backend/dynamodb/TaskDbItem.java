package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.reflow.GoTime;
import io.weirflow.reflow.ReflowError;
import io.weirflow.reflow.ReflowResources;
import io.weirflow.resource.Resources;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A row of Reflow's task database as DynamoDB holds it: digests as texts, where there is none {@code <zero>}; times in RFC 3339, UTC,
 * in whole seconds; sets of labels only if not empty.
 */
final class TaskDbItem {
    static final String ID = "ID";
    static final String ID4 = "ID4";
    static final String TYPE = "Type";
    static final String DATE = "Date";
    static final String KEEPALIVE = "Keepalive";
    static final String END = "EndTime";

    private static final String START = "StartTime";
    private static final String ZERO = "<zero>";
    private static final String HASH = "sha256:";
    private static final int ID4_DIGITS = 8;
    private static final int MAX_KEY_BYTES = 2048;

    private final Map<String, AttributeValue> attributes;

    TaskDbItem(Map<String, AttributeValue> attributes) {
        this.attributes = attributes;
    }

    /** Begins an item with what rows of all types have. */
    static TaskDbItem of(String type, ReflowRow row, Instant alive) {
        TaskDbItem item = new TaskDbItem(new HashMap<>())
                .put(ID, row.id())
                .put(ID4, id4(row.id()))
                .put(TYPE, type)
                .put(START, time(row.start()))
                .put(KEEPALIVE, time(alive))
                .put(DATE, LocalDate.ofInstant(alive, ZoneOffset.UTC).toString());
        row.end().ifPresent(end -> item.put(END, time(end)));
        return item;
    }

    /** Returns the first digits of a digest, by which abbreviations are found. */
    static String id4(Digest digest) {
        return digest.toString().substring(HASH.length(), HASH.length() + ID4_DIGITS);
    }

    /** Returns the beginning of a name that an index can have as its key: without that, DynamoDB refuses whole batches. */
    static String key(String name) {
        int bytes = 0;
        for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
            int point = name.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > MAX_KEY_BYTES) {
                return name.substring(0, i);
            }
        }
        return name;
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Returns the text of resources, which is empty for none. */
    static String json(Resources resources) {
        return resources.isEmpty() ? "" : ReflowResources.of(resources).toJson();
    }

    TaskDbItem put(String name, String text) {
        attributes.put(name, AttributeValue.fromS(text));
        return this;
    }

    /** Leaves out what is empty, which no key of an index may be. */
    TaskDbItem putUnlessEmpty(String name, String text) {
        return text.isEmpty() ? this : put(name, text);
    }

    TaskDbItem put(String name, Digest digest) {
        return put(name, digest.toString());
    }

    TaskDbItem put(String name, Optional<Digest> digest) {
        digest.ifPresent(there -> put(name, there));
        return this;
    }

    TaskDbItem putOrZero(String name, Optional<Digest> digest) {
        return put(name, digest.map(Digest::toString).orElse(ZERO));
    }

    TaskDbItem put(String name, Set<String> texts) {
        if (!texts.isEmpty()) {
            attributes.put(name, AttributeValue.fromSs(texts.stream().toList()));
        }
        return this;
    }

    TaskDbItem putNumber(String name, long number) {
        attributes.put(name, AttributeValue.fromN(Long.toString(number)));
        return this;
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }

    /** Returns the row, or nothing for a type that is not known. Fails with kind INVALID if the row is malformed. */
    Optional<ReflowRow> row() {
        return switch (text(TYPE)) {
            case ReflowRun.TYPE -> Optional.of(ReflowRun.read(this));
            case ReflowTask.TYPE -> Optional.of(ReflowTask.read(this));
            case ReflowAlloc.TYPE -> Optional.of(ReflowAlloc.read(this));
            case ReflowPool.TYPE -> Optional.of(ReflowPool.read(this));
            default -> Optional.empty();
        };
    }

    Digest id() {
        return required(ID);
    }

    Digest required(String name) {
        return digest(name).orElseThrow(() -> WeirflowException.of(ErrorKind.INVALID, "read row", "no digest", name));
    }

    Instant start() {
        return time(START).orElseThrow(() -> WeirflowException.of(ErrorKind.INVALID, "read row", "no time", START));
    }

    /** Returns a text, which is empty if there is none. */
    String text(String name) {
        AttributeValue value = attributes.get(name);
        return value == null || value.s() == null ? "" : value.s();
    }

    Set<String> texts(String name) {
        return Attributes.texts(attributes, name);
    }

    Optional<Digest> digest(String name) {
        String text = text(name);
        return text.isEmpty() || text.equals(ZERO) ? Optional.empty() : Optional.of(Digest.parse(text));
    }

    Optional<Instant> time(String name) {
        String text = text(name);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(GoTime.parse(text).toInstant()).filter(time -> !time.equals(GoTime.ZERO));
    }

    int number(String name) {
        AttributeValue value = attributes.get(name);
        return value == null || value.n() == null ? 0 : Integer.parseInt(value.n());
    }

    Resources resources() {
        String json = text("Resources");
        return json.isEmpty() ? Resources.NONE : ReflowResources.fromJson(json).toResources();
    }

    /** Returns the error for people: what Reflow wrote as JSON, or whatever is there. */
    Optional<String> error() {
        String text = text("Error");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ReflowError.fromJson(text).toString());
        } catch (WeirflowException e) {
            return Optional.of(text);
        }
    }
}
