package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.reflow.ReflowDigest;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/** Suite {@code digest}. */
public final class DigestVectors implements VectorSuite {
    @Override
    public String name() {
        return "digest";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "fromString" -> {
                Digest digest = Digest.of(in.text());
                assertThat(digest.toString()).isEqualTo(out.text("string"));
                assertThat(Digest.parse(out.text("string"))).isEqualTo(digest);
                same(out, ReflowDigest.of(digest));
            }
            case "parse" -> parse(out, () -> ReflowDigest.parse(in.text()));
            case "digesterParse" -> parse(out, () -> ReflowDigest.parseSha256(in.text()));
            case "fromDigests" ->
                Outcome.same(
                        "combined", out, () -> ReflowDigest.combine(in.elements(d -> ReflowDigest.parse(d.text()))));
            case "pair" -> pair(in, out);
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static void parse(Json out, Callable<ReflowDigest> parse) throws Exception {
        if (!out.flag("ok")) {
            Outcome.fails("parse", parse);
            return;
        }
        ReflowDigest digest = parse.call();
        if (out.has("digest")) {
            same(out.get("digest"), digest);
        }
        if (out.has("string")) {
            same(out, digest);
        }
        if (out.has("equalsReparsed")) {
            assertThat(ReflowDigest.parse(digest.toString()).equals(digest)).isEqualTo(out.flag("equalsReparsed"));
        }
    }

    private static void pair(Json in, Json out) throws Exception {
        ReflowDigest a = ReflowDigest.parse(in.text("a"));
        ReflowDigest b = ReflowDigest.parse(in.text("b"));
        int length = (int) in.integer("truncateTo");
        Outcome.same("less", out.get("less"), () -> a.compareTo(b) < 0);
        sameOrFails("mix", out.get("mix"), () -> a.mix(b));
        sameOrFails("truncate", out.get("truncate"), () -> a.truncate(length));
        Outcome.same("a expands", out.get("aExpandsTruncated"), () -> a.expands(a.truncate(length)));
        Outcome.same("b expands", out.get("bExpandsTruncated"), () -> b.expands(a.truncate(length)));
    }

    private static void sameOrFails(String what, Json expected, Callable<ReflowDigest> actual) throws Exception {
        if (Outcome.panics(expected)) {
            Outcome.fails(what, actual);
        } else {
            same(expected, actual.call());
        }
    }

    /** Each property that the vectors state is that of the digest. */
    private static void same(Json expected, ReflowDigest digest) throws Exception {
        for (String property : expected.members().keySet()) {
            Callable<?> actual = switch (property) {
                case "string" -> digest::toString;
                case "hex" -> digest::hex;
                case "short" -> digest::abbreviated;
                case "shortString4" -> () -> digest.shortText(4);
                case "name" -> digest::name;
                case "json" -> digest::toJson;
                case "isZero" -> digest::isZero;
                case "isShort" -> digest::isShort;
                case "isAbbrev" -> digest::isAbbreviated;
                case "nPrefix" -> digest::prefixBytes;
                case "writeDigestHex" -> () -> HexFormat.of().formatHex(digest.toBinary());
                case "ok", "error", "equalsReparsed" -> null;
                default -> throw new AssertionError("unknown property " + property);
            };
            if (actual != null) {
                Outcome.same(property, expected.get(property), actual);
            }
        }
    }
}
