package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesetJsonTest {
    private static final String ID = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    @Property
    void anyPathIsReadBack(@ForAll String path) {
        String wellFormed = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Fileset fileset = Fileset.directory(Map.of(wellFormed, File.resolved(Digest.of("foo"), 3)));
        String json = FilesetJson.writeV1(fileset);
        assertThat(FilesetJson.readV1(json)).isEqualTo(fileset);
        assertThat(FilesetJson.readV1(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(fileset);
        assertThat(FilesetJson.readStandard(FilesetJson.writeStandard(fileset))).isEqualTo(fileset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"List\":{}}",
                "{\"List\":[1]}",
                "{\"Fileset\":[]}",
                "{\"Fileset\":{\"a\":1}}",
                "{\"Fileset\":{\"a\":{\"Size\":1.5}}}",
                "{\"Fileset\":{\"a\":{\"Size\":9223372036854775808}}}",
                "{\"Fileset\":{\"a\":{\"ID\":\"bogus\"}}}",
                "{\"Fileset\":{\"a\":{\"ID\":\"sha256:abc\"}}}",
                "{\"Fileset\":{\"a\":{\"ID\":\"" + ID + "00\"}}}",
                "{\"Fileset\":{\"a\":{\"ID\":\"md5:d41d8cd98f00b204e9800998ecf8427e\"}}}",
                "{\"Fileset\":{\"a\":{\"LastModified\":\"yesterday\"}}}",
                "{\"Fileset\":{\"a\":{\"Source\":7}}}",
                "{\"Fileset\":{\"a\":{}},}",
            })
    void malformedJsonIsRefusedInBothForms(String json) {
        for (Runnable read : List.<Runnable>of(() -> FilesetJson.readV1(json), () -> FilesetJson.readStandard(json))) {
            assertThatExceptionOfType(WeirflowException.class)
                    .isThrownBy(read::run)
                    .matches(e -> e.is(ErrorKind.INVALID));
        }
    }

    @Test
    void aCutAtAnyByteIsRefused() {
        String json = FilesetJson.writeV1(Fileset.of(
                List.of(Fileset.of(File.resolved(Digest.of("foo"), 3))),
                Map.of("x", File.reference("s3://b/k", "e", 1))));
        for (int length = 0; length < json.length(); length++) {
            String cut = json.substring(0, length);
            assertThatExceptionOfType(WeirflowException.class)
                    .isThrownBy(() -> FilesetJson.readV1(cut))
                    .matches(e -> e.is(ErrorKind.INVALID));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"list\":[]}",
                "{\"Other\":1}",
                "{\"Fileset\":{\"a\":{\"Bogus\":2}}}",
                "{\"Fileset\":{\"a\":{\"size\":2}}}",
                "null"
            })
    void version1WantsItsNamesExactly(String json) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> FilesetJson.readV1(json))
                .matches(e -> e.is(ErrorKind.INVALID));
        assertThat(FilesetJson.readStandard(json).count()).isLessThanOrEqualTo(1);
    }
}
