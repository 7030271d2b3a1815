package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.assertion.Assertions;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.reflow.AssertionsJson;
import io.weirflow.reflow.FilesetJson;
import io.weirflow.reflow.FilesetText;
import io.weirflow.reflow.FilesetV2;
import io.weirflow.reflow.ReflowEquality;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;

/** Suite {@code fileset}. */
public final class FilesetVectors implements VectorSuite {
    @Override
    public String name() {
        return "fileset";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        if (!vector.kind().equals("fileset") && !vector.kind().equals("filesetLarge")) {
            throw new AssertionError("unknown kind");
        }
        Fileset fileset = Neutral.fileset(vector.in());
        for (String property : vector.out().members().keySet()) {
            Json expected = vector.out().get(property);
            switch (property) {
                case "assertions" -> assertions(fileset, expected);
                case "file" -> file(fileset, expected);
                case "pullup" -> pullup(fileset, expected);
                case "roundTrip" -> roundTrip(fileset, expected);
                case "distinctFileDigests" ->
                    assertThat(fileset.distinctFiles().keySet().stream()
                                    .map(Digest::toString)
                                    .sorted()
                                    .toList())
                            .as(property)
                            .isEqualTo(expected.elements(Json::text));
                case "v2" -> {
                    for (Json encoding : expected.elements()) {
                        v2(fileset, encoding);
                    }
                }
                default -> Outcome.same(property, expected, property(fileset, property));
            }
        }
    }

    private static Callable<?> property(Fileset fileset, String name) {
        return switch (name) {
            case "json" -> () -> FilesetJson.writeV1(fileset);
            case "jsonStd" -> () -> FilesetJson.writeStandard(fileset);
            case "jsonSha256" -> () -> Digest.of(FilesetJson.writeV1(fileset)).hex();
            case "jsonLength" ->
                () -> FilesetJson.writeV1(fileset).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            case "digest" -> fileset::digest;
            case "string" -> () -> FilesetText.text(fileset);
            case "short" -> () -> FilesetText.shortText(fileset);
            case "n" -> fileset::count;
            case "size" -> fileset::sizeBytes;
            case "empty" -> fileset::isEmpty;
            case "anyEmpty" -> fileset::anyEmpty;
            case "distinctFiles" -> () -> fileset.distinctFiles().size();
            case "flattenLen" -> () -> fileset.flatten().size();
            default -> throw new AssertionError("unknown property " + name);
        };
    }

    private static void assertions(Fileset fileset, Json expected) throws Exception {
        if (Outcome.panics(expected)) {
            Outcome.fails("assertions", fileset::assertions);
        } else if (expected.has("variants")) {
            Outcome.oneOf("assertions", expected.get("variants"), () -> AssertionsJson.write(fileset.assertions()));
        } else {
            Assertions merged = fileset.assertions();
            assertThat(AssertionsJson.write(merged)).isEqualTo(expected.text("json"));
            assertThat(merged.digest()).hasToString(expected.text("digest"));
        }
    }

    private static void file(Fileset fileset, Json expected) {
        try {
            File file = fileset.file();
            assertThat(file.digest()).hasToString(expected.text("digest"));
            assertThat(FilesetText.shortText(file)).isEqualTo(expected.text("short"));
        } catch (WeirflowException e) {
            assertThat(e).hasMessage(expected.text("error"));
        }
    }

    private static void pullup(Fileset fileset, Json expected) throws Exception {
        Fileset merged = fileset.pullup();
        if (expected.has("variants")) {
            Outcome.oneOf("pullup", expected.get("variants"), () -> FilesetJson.writeV1(merged));
        } else {
            assertThat(FilesetJson.writeV1(merged)).as("pullup").isEqualTo(expected.text("json"));
            assertThat(merged.digest()).as("pullup").hasToString(expected.text("digest"));
        }
    }

    private static void roundTrip(Fileset fileset, Json expected) throws Exception {
        String json = FilesetJson.writeV1(fileset);
        if (!expected.flag("ok")) {
            Outcome.fails("round trip", () -> FilesetJson.readV1(json));
            return;
        }
        Fileset read = FilesetJson.readV1(json);
        Outcome.same("equal", expected.get("equal"), () -> ReflowEquality.equal(fileset, read));
        Outcome.same("digest", expected.get("digest"), read::digest);
        Outcome.same("string", expected.get("string"), () -> FilesetText.text(read));
        Outcome.same(
                "same",
                expected.get("jsonSame"),
                () -> FilesetJson.writeV1(read).equals(json));
    }

    private static void v2(Fileset fileset, Json encoding) throws Exception {
        boolean fields = encoding.flag("includeFileRefFields");
        boolean assertions = encoding.flag("includeAssertions");
        if (encoding.has("error")) {
            Outcome.fails("v2", () -> FilesetV2.write(fileset, fields, assertions));
            return;
        }
        byte[] written = FilesetV2.write(fileset, fields, assertions);
        String observed = encoding.text("hex");
        if (encoding.flag("deterministic")) {
            assertThat(HexFormat.of().formatHex(written)).as("v2").isEqualTo(observed);
        }
        decodes(
                fileset,
                HexFormat.of().parseHex(observed),
                encoding.get("decodedVariants").elements());
        decodes(fileset, written, encoding.get("decodedVariants").elements());
    }

    /** What the bytes decode to is one of what Reflow made of them. */
    private static void decodes(Fileset original, byte[] encoded, List<Json> variants) throws Exception {
        Fileset decoded;
        try {
            decoded = FilesetV2.read(encoded);
        } catch (WeirflowException e) {
            assertThat(variants).as("decoding fails: " + e).anyMatch(variant -> !variant.flag("ok"));
            return;
        }
        String json = FilesetJson.writeV1(decoded);
        Json variant = variants.stream()
                .filter(v -> v.flag("ok") && v.text("json").equals(json))
                .findFirst()
                .orElseThrow(() -> new AssertionError("decoded to " + json + ", expected one of " + variants));
        Outcome.same("digest", variant.get("digest"), decoded::digest);
        Outcome.same(
                "same digest",
                variant.get("digestEqualsOriginal"),
                () -> decoded.digest().equals(original.digest()));
        Outcome.same("equal", variant.get("equalOriginal"), () -> ReflowEquality.equal(original, decoded));
    }
}
