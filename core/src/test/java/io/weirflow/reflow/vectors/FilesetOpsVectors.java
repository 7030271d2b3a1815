package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.reflow.FilesetDiff;
import io.weirflow.reflow.FilesetJson;
import io.weirflow.reflow.FilesetText;
import io.weirflow.reflow.FilesetV2;
import io.weirflow.reflow.ReflowEquality;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;

/** Suite {@code fileset_ops}. */
public final class FilesetOpsVectors implements VectorSuite {
    @Override
    public String name() {
        return "fileset_ops";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "pair" -> pair(Neutral.fileset(in.get("a")), Neutral.fileset(in.get("b")), out);
            case "subst" -> substitute(Neutral.fileset(in.get("fileset")), in.get("sub"), out);
            case "addAssertions" ->
                same(
                        out,
                        () -> Neutral.fileset(in.get("fileset"))
                                .plusAssertions(Neutral.assertions(in.get("assertions"))));
            case "readV1" -> same(out, () -> FilesetJson.readV1(in.text()));
            case "readStd" -> same(out, () -> FilesetJson.readStandard(in.text()));
            case "readV2" -> same(out, () -> FilesetV2.read(HexFormat.of().parseHex(in.text("hex"))));
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static void pair(Fileset a, Fileset b, Json out) throws Exception {
        String diff = FilesetDiff.of(a, b);
        assertThat(diff).isEqualTo(out.text("diff"));
        assertThat(!diff.isEmpty()).isEqualTo(out.flag("different"));
        Outcome.same("equal", out.get("equal"), () -> ReflowEquality.equal(a, b));
        Outcome.same("digestEqual", out.get("digestEqual"), () -> a.digest().equals(b.digest()));
    }

    private static void substitute(Fileset fileset, Json substitutes, Json out) {
        Map<Digest, File> files = new HashMap<>();
        substitutes.members().forEach((digest, file) -> files.put(Digest.parse(digest), Neutral.file(file)));
        Fileset substituted = fileset.substitute(files);
        assertThat(FilesetJson.writeV1(substituted)).isEqualTo(out.text("json"));
        assertThat(substituted.digest()).hasToString(out.text("digest"));
        assertThat(substituted.isResolved()).isEqualTo(out.flag("resolved"));
    }

    /** The fileset is what Reflow got, or there is a clear error where it had one. */
    private static void same(Json out, Callable<Fileset> actual) throws Exception {
        if (!out.flag("ok")) {
            Outcome.fails("fileset", actual);
            return;
        }
        Fileset fileset = actual.call();
        assertThat(FilesetJson.writeV1(fileset)).isEqualTo(out.text("json"));
        assertThat(fileset.digest()).hasToString(out.text("digest"));
        if (out.has("string")) {
            assertThat(FilesetText.text(fileset)).isEqualTo(out.text("string"));
        }
        if (out.has("listNil")) {
            assertThat(fileset.isList()).isNotEqualTo(out.flag("listNil"));
        }
        // Whether an empty map was stated or left out does not show here.
        assertThat(out.flag("mapNil") && !fileset.files().isEmpty()).isFalse();
    }
}
