package io.weirflow.reflow.vectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The deliberate differences from Reflow. */
public final class VectorRules {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern FOREIGN_DIGEST = Pattern.compile("(?i)\\b(?!sha256:)[a-z0-9_]+:[0-9a-f]*(?=\")");
    private static final Pattern OVERLONG_DIGEST = Pattern.compile(
            "(?i)^[0-9a-f]{65,}$|sha256:[0-9a-f]{65,}|md5:[0-9a-f]{33,}|sha1:[0-9a-f]{41,}"
                    + "|sha(224|512_224):[0-9a-f]{57,}|sha384:[0-9a-f]{97,}|sha512:[0-9a-f]{129,}|sha512_256:[0-9a-f]{65,}");
    private static final List<String> DIGEST_NAMES =
            List.of("md5", "sha1", "sha224", "sha384", "sha512", "sha512_224", "sha512_256");

    /** All rules. */
    public static final List<VectorRule> ALL = ImmutableList.<VectorRule>builder()
            .add(
                    new VectorRule(
                            "over-long digests are refused",
                            "Reflow reads more hexadecimal digits than the hash function has bytes for, into a digest that prints "
                                    + "like another one but does not equal it. Here it is an error.",
                            VectorRules::readsAnOverlongDigest,
                            VectorRules::refuses),
                    new VectorRule(
                            "files are named by SHA-256",
                            "Reflow reads files whose ID or content hash is of another hash function, though it never writes any. Here "
                                    + "it is an error.",
                            VectorRules::readsAFileOfAnotherHashFunction,
                            VectorRules::refuses),
                    new VectorRule(
                            "JSON is well-formed",
                            "Reflow leaves an empty place in the array of assertions for a subject without properties, and does not "
                                    + "escape quotes, backslashes and control characters in paths, so that it cannot read what it "
                                    + "wrote. Here the place is left out and the characters are escaped.",
                            VectorRules::hasBrokenJson,
                            vector -> vector.withOut(
                                    vector.out().without("roundTrip").mapTexts(text -> repaired(text, vector.in())))),
                    new VectorRule(
                            "assertions are values",
                            "Reflow tells no assertions from an empty object, and one object from another that is equal, which shows "
                                    + "in nothing but the bytes of version 2. Here equal assertions are the same, and the bytes "
                                    + "only have to be read as the same value.",
                            VectorRules::tellsEqualAssertionsApart,
                            vector -> vector.withOut(vector.out().without("deterministic"))))
            .addAll(EvalRules.ALL)
            .build();

    private VectorRules() {}

    private static boolean readsAnOverlongDigest(VectorCase vector) {
        return vector.in().isText()
                && vector.out().flag("ok")
                && OVERLONG_DIGEST.matcher(vector.in().text()).find();
    }

    private static boolean readsAFileOfAnotherHashFunction(VectorCase vector) {
        return List.of("file", "fileset_ops").contains(vector.suite())
                && vector.in().isText()
                && vector.out().flag("ok")
                && FOREIGN_DIGEST
                        .matcher(vector.in().text())
                        .results()
                        .map(match -> match.group().substring(0, match.group().indexOf(':')))
                        .anyMatch(DIGEST_NAMES::contains);
    }

    /** Reading the input is an error, though Reflow succeeded. */
    private static VectorCase refuses(VectorCase vector) {
        return vector.withOut(Json.object(Map.of("ok", Json.of(false))));
    }

    private static boolean hasBrokenJson(VectorCase vector) {
        boolean[] broken = {false};
        vector.out()
                .forEach(
                        "",
                        (name, value) ->
                                broken[0] |= List.of("json", "jsonInFileset").contains(name)
                                        && value.isText()
                                        && isBroken(value.text()));
        return broken[0];
    }

    private static boolean isBroken(String json) {
        if (json.startsWith("ERROR")) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                // Every token is read; a broken one throws.
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String repaired(String text, Json in) {
        if (!text.startsWith("{") && !text.startsWith("[") || !isBroken(text)) {
            return text;
        }
        String[] repaired = {
            text.replaceAll("\\[,+", "[").replaceAll("}\n,+]", "}\n]").replaceAll("}\n,,+\\{", "}\n,{")
        };
        in.forEach("", (name, value) -> {
            if (value.isObject() && value.has("map")) {
                value.get("map")
                        .members()
                        .keySet()
                        .forEach(path -> repaired[0] = repaired[0].replace(
                                '"' + path + "\":", Json.of(path).quotedMinimally() + ':'));
            }
        });
        return repaired[0];
    }

    private static boolean tellsEqualAssertionsApart(VectorCase vector) {
        if (!vector.suite().equals("fileset")) {
            return false;
        }
        Set<Json> seen = new HashSet<>();
        boolean[] apart = {false};
        vector.in().forEach("", (name, value) -> {
            if (value.isObject()
                    && value.has("assertions")
                    && value.get("assertions").isArray()) {
                Json assertions = value.get("assertions");
                apart[0] |= assertions.elements().isEmpty() || !seen.add(assertions);
            }
        });
        return apart[0];
    }
}
