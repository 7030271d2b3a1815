package io.weirflow.run.history;

import io.weirflow.digest.Digest;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How fields that may be absent, and maps, are written: what is absent as the empty text. */
final class Fields {
    private Fields() {}

    static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static String instant(Optional<Instant> instant) {
        return instant.map(i -> Long.toString(i.toEpochMilli())).orElse("");
    }

    static Optional<Instant> instant(String text) {
        return present(text).map(t -> Instant.ofEpochMilli(Long.parseLong(t)));
    }

    static String digest(Optional<Digest> digest) {
        return digest.map(Digest::toString).orElse("");
    }

    static Optional<Digest> digest(String text) {
        return present(text).map(Digest::parse);
    }

    static void amounts(StateEncoder fields, Map<String, Double> amounts) {
        fields.number(amounts.size());
        amounts.forEach((name, amount) -> fields.text(name).text(Double.toString(amount)));
    }

    static Map<String, Double> amounts(StateDecoder fields) {
        Map<String, Double> amounts = new TreeMap<>();
        for (long left = fields.number(); left > 0; left--) {
            amounts.put(fields.text(), Double.parseDouble(fields.text()));
        }
        return amounts;
    }
}
