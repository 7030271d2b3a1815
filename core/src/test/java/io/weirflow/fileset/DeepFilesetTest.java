package io.weirflow.fileset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.reflow.FilesetDiff;
import io.weirflow.reflow.FilesetJson;
import io.weirflow.reflow.FilesetText;
import io.weirflow.reflow.FilesetV2;
import io.weirflow.reflow.ReflowEquality;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** No operation recurses: a value nested 1,000,000 deep is handled on a small stack, or refused by a clear error. */
class DeepFilesetTest {
    private static final int DEPTH = 1_000_000;
    private static final long STACK_BYTES = 256 * 1024;
    private static final File FOO = File.resolved(Digest.of("foo"), 3);
    private static final File BAR = File.resolved(Digest.of("bar"), 4);

    private static Fileset nested(File file) {
        Fileset fileset = Fileset.of(file);
        for (int i = 0; i < DEPTH; i++) {
            fileset = Fileset.list(List.of(fileset));
        }
        return fileset;
    }

    private static void onASmallStack(Runnable action) throws Exception {
        FutureTask<Void> task = new FutureTask<>(action, null);
        Thread thread = new Thread(null, task, "small stack", STACK_BYTES);
        thread.start();
        task.get();
        thread.join();
    }

    @Test
    void nativeOperationsDoNotRecurse() throws Exception {
        onASmallStack(() -> {
            Fileset deep = nested(FOO);
            assertThat(deep.equals(nested(FOO))).isTrue();
            assertThat(deep.equals(nested(BAR))).isFalse();
            assertThat(deep.digest()).isEqualTo(Fileset.of(FOO).digest());
            assertThat(deep.contentDigest()).isEqualTo(nested(FOO).contentDigest());
            assertThat(deep.hashCode()).isEqualTo(nested(FOO).hashCode());
            assertThat(deep.toString()).contains("1 files, 3 bytes");
            assertThat(deep.count()).isOne();
            assertThat(deep.sizeBytes()).isEqualTo(3);
            assertThat(deep.isEmpty()).isFalse();
            assertThat(deep.anyEmpty()).isFalse();
            assertThat(deep.isResolved()).isTrue();
            assertThat(deep.pullup()).isEqualTo(Fileset.of(FOO));
            assertThat(deep.distinctFiles()).containsOnlyKeys(FOO.digest());
            assertThat(deep.assertions()).isEqualTo(Assertions.NONE);
            Fileset substituted = deep.substitute(Map.of(FOO.digest(), BAR));
            assertThat(substituted.equals(nested(BAR))).isTrue();
            Assertions added = Assertions.of(new AssertionKey("blob", "s3://b/k"), Map.of("etag", "e"));
            assertThat(deep.plusAssertions(added).assertions()).isEqualTo(added);
        });
    }

    @Test
    void textsAndComparisonsDoNotRecurse() throws Exception {
        onASmallStack(() -> {
            Fileset deep = nested(FOO);
            assertThat(FilesetText.text(deep)).hasSizeGreaterThan(6 * DEPTH);
            assertThat(FilesetText.shortText(deep)).startsWith("list<list<").endsWith(" 3B> 3B>");
            assertThat(ReflowEquality.equal(deep, nested(FOO))).isTrue();
            assertThat(FilesetDiff.of(deep, nested(FOO))).isEmpty();
            assertThat(FilesetDiff.of(deep, nested(BAR))).endsWith("[0]:\".\" = 2c26b46b -> fcde2b2e");
        });
    }

    @Test
    void storedFormsRefuseWhatIsTooDeep() throws Exception {
        onASmallStack(() -> {
            Fileset deep = nested(FOO);
            for (Runnable write : List.<Runnable>of(
                    () -> FilesetJson.writeV1(deep),
                    () -> FilesetJson.writeStandard(deep),
                    () -> FilesetV2.write(deep, false, true),
                    () -> FilesetFormat.encode(deep))) {
                assertThatExceptionOfType(WeirflowException.class)
                        .isThrownBy(write::run)
                        .matches(e -> e.is(ErrorKind.NOT_SUPPORTED));
            }
        });
    }

    @Test
    void jsonThatIsTooDeepIsRefused() throws Exception {
        String json = "{\"List\":[".repeat(DEPTH) + "{}" + "]}".repeat(DEPTH);
        onASmallStack(() -> {
            for (Runnable read :
                    List.<Runnable>of(() -> FilesetJson.readV1(json), () -> FilesetJson.readStandard(json))) {
                assertThatExceptionOfType(WeirflowException.class)
                        .isThrownBy(read::run)
                        .matches(e -> e.is(ErrorKind.INVALID));
            }
        });
    }

    @Test
    void jsonOfTheStatedDepthIsReadBack() throws Exception {
        onASmallStack(() -> {
            Fileset fileset = Fileset.of(FOO);
            for (int i = 0; i < FilesetJson.MAX_DEPTH; i++) {
                fileset = Fileset.list(List.of(fileset));
            }
            assertThat(FilesetJson.readV1(FilesetJson.writeV1(fileset)).equals(fileset))
                    .isTrue();
            assertThat(FilesetJson.readStandard(FilesetJson.writeStandard(fileset))
                            .equals(fileset))
                    .isTrue();
        });
    }
}
