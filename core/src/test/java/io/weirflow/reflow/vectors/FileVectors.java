package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.reflow.FileJson;
import io.weirflow.reflow.FilesetJson;
import io.weirflow.reflow.FilesetText;
import io.weirflow.reflow.ReflowEquality;
import java.util.concurrent.Callable;

/** Suite {@code file}. */
public final class FileVectors implements VectorSuite {
    @Override
    public String name() {
        return "file";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "single" -> single(Neutral.file(in), out);
            case "equal" -> equal(Neutral.file(in.get("a")), Neutral.file(in.get("b")), out);
            case "unmarshalStd" -> unmarshal(in.text(), out);
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static void single(File file, Json out) throws Exception {
        for (String property : out.members().keySet()) {
            Callable<?> actual = switch (property) {
                case "jsonStd" -> () -> FileJson.write(file);
                case "jsonInFileset" -> () -> FilesetJson.writeV1(Fileset.of(file));
                case "digest" -> file::digest;
                case "string" -> file::toString;
                case "short" -> () -> FilesetText.shortText(file);
                case "isRef" -> file::isReference;
                default -> throw new AssertionError("unknown property " + property);
            };
            Outcome.same(property, out.get(property), actual);
        }
    }

    private static void equal(File a, File b, Json out) throws Exception {
        Outcome.same("a equals b", out.get("aEqualB"), () -> ReflowEquality.equal(a, b));
        Outcome.same("b equals a", out.get("bEqualA"), () -> ReflowEquality.equal(b, a));
        Outcome.same("digests", out.get("digestEqual"), () -> a.digest().equals(b.digest()));
    }

    private static void unmarshal(String json, Json out) {
        if (!out.flag("ok")) {
            Outcome.fails("unmarshal", () -> FileJson.read(json));
            return;
        }
        File file = FileJson.read(json);
        assertThat(file).isEqualTo(Neutral.file(out.get("file")));
        assertThat(FileJson.write(file)).isEqualTo(out.text("jsonStd"));
    }
}
