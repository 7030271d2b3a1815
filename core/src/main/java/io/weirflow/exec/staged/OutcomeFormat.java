package io.weirflow.exec.staged;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Enums;
import com.google.common.collect.Lists;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import io.weirflow.exec.Stats;
import io.weirflow.exec.staged.JsonValues.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The JSON of {@code result.json}: an object with the members {@code format}, {@code started}, {@code finished}, {@code exitCode},
 * {@code profile} and either {@code fileset}, in the stored form in base 64, or {@code failure}, a list of failures of which each
 * is the cause of the one before.
 */
final class OutcomeFormat {
    private static final String FORMAT = "weirflow-result-1";

    private OutcomeFormat() {}

    static byte[] write(Outcome outcome) {
        return JsonValues.write(json -> {
            json.writeStringField("format", FORMAT);
            writeTimes(json, outcome.started(), outcome.finished());
            if (outcome.exitCode().isPresent()) {
                json.writeNumberField("exitCode", outcome.exitCode().getAsInt());
            }
            writeProfile(json, outcome.profile());
            Result result = outcome.result();
            if (result.failure().isPresent()) {
                writeFailure(json, result.failure());
            } else {
                json.writeStringField("fileset", ManifestFormat.encode(result.fileset()));
            }
        });
    }

    static void writeTimes(JsonGenerator json, Optional<Instant> started, Optional<Instant> finished)
            throws IOException {
        if (started.isPresent()) {
            json.writeStringField("started", started.get().toString());
        }
        if (finished.isPresent()) {
            json.writeStringField("finished", finished.get().toString());
        }
    }

    static void writeProfile(JsonGenerator json, Profile profile) throws IOException {
        json.writeObjectFieldStart("profile");
        for (Map.Entry<String, Stats> entry : profile.stats().entrySet()) {
            Stats stats = entry.getValue();
            json.writeObjectFieldStart(entry.getKey());
            json.writeNumberField("max", stats.max());
            json.writeNumberField("mean", stats.mean());
            json.writeNumberField("variance", stats.variance());
            json.writeNumberField("count", stats.count());
            json.writeStringField("first", stats.first().toString());
            json.writeStringField("last", stats.last().toString());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    static void writeFailure(JsonGenerator json, Optional<Failure> failure) throws IOException {
        json.writeArrayFieldStart("failure");
        for (Optional<Failure> next = failure;
                next.isPresent();
                next = next.get().cause()) {
            json.writeStartObject();
            json.writeStringField("kind", next.get().kind().name());
            json.writeStringField("operation", next.get().operation());
            json.writeArrayFieldStart("arguments");
            for (String argument : next.get().arguments()) {
                json.writeString(argument);
            }
            json.writeEndArray();
            json.writeStringField("message", next.get().message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * Returns the outcome that some bytes are.
     *
     * @throws WeirflowException of kind INTEGRITY, INVALID or NOT_SUPPORTED if they are none that this version reads
     */
    static Outcome read(byte[] bytes) {
        JsonObject json = JsonValues.read(bytes);
        ManifestFormat.checkFormat(json, FORMAT);
        try {
            Optional<List<JsonObject>> failure = json.optionalObjects("failure");
            Optional<Double> exitCode = json.optionalNumber("exitCode");
            return new Outcome(
                    json.optionalText("started").map(Instant::parse),
                    json.optionalText("finished").map(Instant::parse),
                    exitCode.isPresent() ? OptionalInt.of(exitCode.get().intValue()) : OptionalInt.empty(),
                    failure.isPresent()
                            ? Result.failed(readFailure(failure.get()))
                            : Result.of(ManifestFormat.decode(json.text("fileset"))),
                    json.optionalObject("profile")
                            .map(OutcomeFormat::readProfile)
                            .orElse(Profile.EMPTY));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw JsonValues.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Failure readFailure(List<JsonObject> chain) {
        Optional<Failure> cause = Optional.empty();
        for (JsonObject json : Lists.reverse(chain)) {
            cause = Optional.of(new Failure(
                    // A kind of a later version.
                    Enums.getIfPresent(ErrorKind.class, json.text("kind")).or(ErrorKind.OTHER),
                    json.text("operation"),
                    json.optionalTexts("arguments").orElse(List.of()),
                    json.text("message"),
                    cause));
        }
        return cause.orElseThrow(() -> JsonValues.malformed("has an empty failure"));
    }

    private static Profile readProfile(JsonObject json) {
        Map<String, Stats> profile = new LinkedHashMap<>();
        for (String name : json.members().keySet()) {
            JsonObject stats = json.optionalObject(name).orElseThrow();
            profile.put(
                    name,
                    new Stats(
                            stats.number("max"),
                            stats.number("mean"),
                            stats.number("variance"),
                            (long) stats.number("count"),
                            Instant.parse(stats.text("first")),
                            Instant.parse(stats.text("last"))));
        }
        return new Profile(profile);
    }
}
