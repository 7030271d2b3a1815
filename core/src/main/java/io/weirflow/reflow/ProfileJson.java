package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Stats;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Profiles and gauges in Reflow's text and JSON forms. None is {@code null}. */
public final class ProfileJson {
    private ProfileJson() {}

    /** Returns the text {@code name: mean M max X N n var V; …}. */
    public static String text(Profile profile) {
        StringJoiner text = new StringJoiner("; ");
        profile.stats()
                .forEach((name, stats) -> text.add(name + ": mean " + GoNumbers.general(stats.mean()) + " max "
                        + GoNumbers.general(stats.max()) + " N " + stats.count() + " var "
                        + GoNumbers.general(stats.variance())));
        return text.toString();
    }

    /** Returns the JSON form. */
    public static String write(Profile profile) {
        if (profile.stats().isEmpty()) {
            return "null";
        }
        StringJoiner json = new StringJoiner(",", "{", "}");
        profile.stats().forEach((name, stats) -> json.add(GoJson.quote(name) + ':' + write(stats)));
        return json.toString();
    }

    private static String write(Stats stats) {
        return "{\"Max\":" + GoNumbers.json(stats.max()) + ",\"Mean\":" + GoNumbers.json(stats.mean()) + ",\"Var\":"
                + GoNumbers.json(stats.variance()) + ",\"N\":" + stats.count() + ",\"First\":" + time(stats.first())
                + ",\"Last\":" + time(stats.last()) + '}';
    }

    private static String time(Instant time) {
        return '"' + GoTime.rfc3339(time.atOffset(ZoneOffset.UTC)) + '"';
    }

    /** Returns the JSON form. */
    public static String write(Gauges gauges) {
        return gauges.values().isEmpty()
                ? "null"
                : ReflowResources.of(gauges.values()).toJson();
    }

    static Gauges readGauges(JsonParser parser) throws IOException {
        return GoJsonReader.optional(parser, GoJsonReader::reals)
                .map(Gauges::new)
                .orElse(Gauges.EMPTY);
    }

    static Profile read(JsonParser parser) throws IOException {
        Map<String, Stats> stats = new HashMap<>();
        GoJsonReader.object(parser, (p, name) -> stats.put(name, readStats(p)));
        return new Profile(stats);
    }

    private static Stats readStats(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new Stats(fields.max, fields.mean, fields.variance, fields.count, fields.first, fields.last);
    }

    private static final class Fields {
        private double max;
        private double mean;
        private double variance;
        private long count;
        private Instant first = GoTime.ZERO;
        private Instant last = GoTime.ZERO;

        void read(JsonParser parser, String name) throws IOException {
            switch (name.toLowerCase(java.util.Locale.ROOT)) {
                case "max" -> max = GoJsonReader.real(parser, max);
                case "mean" -> mean = GoJsonReader.real(parser, mean);
                case "var" -> variance = GoJsonReader.real(parser, variance);
                case "n" -> count = GoJsonReader.integer(parser, count);
                case "first" -> first = GoJsonReader.time(parser).toInstant();
                case "last" -> last = GoJsonReader.time(parser).toInstant();
                default -> parser.skipChildren();
            }
        }
    }
}
