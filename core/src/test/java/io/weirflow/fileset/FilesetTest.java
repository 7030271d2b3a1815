package io.weirflow.fileset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FilesetTest {
    private static final File FOO = File.resolved(Digest.of("foo"), 3);
    private static final File BAR = File.resolved(Digest.of("bar"), 3);
    private static final File REF = File.reference("s3://bucket/key", "\"etag\"", 1234);
    private static final Assertions ABOUT_KEY =
            Assertions.of(new AssertionKey("blob", "s3://bucket/key"), Map.of("etag", "\"etag\"", "size", "1234"));
    private static final Fileset FS1 = Fileset.directory(Map.of("foo", FOO, "bar", BAR));
    private static final Fileset FS2 =
            Fileset.directory(Map.of("a/b/c", File.resolved(Digest.of("a/b/c"), 5), "bar", BAR));

    @Test
    void digestsAreReflows() {
        assertThat(FS1.digest()).hasToString("sha256:c66f7cb9b8446e5365941d541f0ef0f933090b7347aea8ff0a96a7350c33e264");
        assertThat(Fileset.list(List.of(FS1, FS2)).digest())
                .hasToString("sha256:d60e67ce9e89548b502a5ad7968e99caed0d388f0a991b906f41a7ba65adb31f");
        assertThat(Fileset.of(FOO).digest())
                .hasToString("sha256:bfabc4328425304c93b645de4ee11d53b49de5a65df501b72783962019315bb9");
        assertThat(Fileset.EMPTY.digest())
                .hasToString("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(REF.digest()).hasToString("sha256:75b7b9593b8e38431b32a995083037c256e5bbffa32ef13add2a6e95c28a6c28");
        assertThat(REF.withAssertions(ABOUT_KEY).digest())
                .hasToString("sha256:33b6832204f083a4e9fe08543c8d1698bcda2282e20420eacf153e8836e6fb20");
        assertThat(REF.withContentHash(Digest.of("content")).digest()).isEqualTo(Digest.of("content"));
    }

    @Property(tries = 100)
    void theOrderInWhichFilesArePutDoesNotMatter(@ForAll Random random) {
        List<String> paths = new ArrayList<>(List.of("a", "b", "a/b", "a b", "\uE000", "\uD83D\uDE00", "é"));
        Map<String, File> ordered = new LinkedHashMap<>();
        paths.forEach(path -> ordered.put(path, File.resolved(Digest.of(path), 1)));
        Collections.shuffle(paths, random);
        Map<String, File> shuffled = new LinkedHashMap<>();
        paths.forEach(path -> shuffled.put(path, File.resolved(Digest.of(path), 1)));
        Fileset fileset = Fileset.directory(shuffled);
        assertThat(fileset).isEqualTo(Fileset.directory(ordered)).hasSameHashCodeAs(Fileset.directory(ordered));
        assertThat(fileset.files().keySet()).containsExactly("a", "a b", "a/b", "b", "é", "\uE000", "\uD83D\uDE00");
        assertThat(fileset.files().get("a/b")).isEqualTo(File.resolved(Digest.of("a/b"), 1));
    }

    @Test
    void ofFilesWithTheSamePathThePullupTakesTheLast() {
        Fileset list =
                Fileset.of(List.of(Fileset.of(BAR), Fileset.directory(Map.of("x", FOO))), Map.of(".", FOO, "y", BAR));
        assertThat(list.pullup()).isEqualTo(Fileset.directory(Map.of(".", BAR, "x", FOO, "y", BAR)));
        assertThat(FS1.pullup()).isSameAs(FS1);
    }

    @Test
    void emptinessIsToldApart() {
        assertThat(Fileset.list(List.of(Fileset.EMPTY)).isEmpty()).isTrue();
        assertThat(Fileset.list(List.of(FS1, Fileset.EMPTY)).isEmpty()).isFalse();
        assertThat(Fileset.list(List.of(FS1, Fileset.EMPTY)).anyEmpty()).isTrue();
        assertThat(Fileset.list(List.of(FS1)).anyEmpty()).isFalse();
        assertThat(Fileset.list(List.of())).isNotEqualTo(Fileset.EMPTY);
        assertThat(Fileset.list(List.of()).flatten()).isEmpty();
        assertThat(FS1.flatten()).containsExactly(FS1);
    }

    @Test
    void onlyASingleFileIsAFile() {
        assertThat(Fileset.of(FOO).file()).isEqualTo(FOO);
        for (Fileset other : List.of(Fileset.EMPTY, FS1, Fileset.list(List.of(Fileset.of(FOO))))) {
            assertThatExceptionOfType(WeirflowException.class)
                    .isThrownBy(other::file)
                    .matches(e -> e.is(ErrorKind.PRECONDITION))
                    .withMessageContaining(other.digest().toString());
        }
    }

    @Test
    void substitutionReplacesByDigestAndSharesWhatStays() {
        Fileset list = Fileset.list(List.of(FS1, Fileset.directory(Map.of("k", REF)), Fileset.list(List.of())));
        Fileset resolved = list.substitute(Map.of(REF.digest(), BAR));
        assertThat(list.isResolved()).isFalse();
        assertThat(resolved.isResolved()).isTrue();
        assertThat(resolved)
                .isEqualTo(Fileset.list(List.of(FS1, Fileset.directory(Map.of("k", BAR)), Fileset.list(List.of()))));
        assertThat(resolved.elements().get(0)).isSameAs(FS1);
        assertThat(list.substitute(Map.of(Digest.of("unknown"), FOO))).isSameAs(list);
    }

    @Test
    void assertionsAreAddedToEachFileAndCompared() {
        Fileset list = Fileset.list(List.of(FS1, Fileset.directory(Map.of("k", REF))));
        Fileset asserted = list.plusAssertions(ABOUT_KEY);
        asserted.forEachFile((path, file) -> assertThat(file.assertions()).isSameAs(ABOUT_KEY));
        assertThat(asserted.assertions()).isSameAs(ABOUT_KEY);
        assertThat(asserted.plusAssertions(ABOUT_KEY)).isSameAs(asserted);
        assertThat(list.plusAssertions(Assertions.NONE)).isSameAs(list);
        Assertions other = Assertions.of(new AssertionKey("blob", "s3://bucket/key"), Map.of("etag", "x"));
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> asserted.plusAssertions(other))
                .matches(e -> e.is(ErrorKind.PRECONDITION));
        assertThat(asserted.withAssertions(Map.of(FOO.digest(), other))
                        .elements()
                        .get(0)
                        .files()
                        .get("foo")
                        .assertions())
                .isSameAs(other);
    }

    @Test
    void distinctFilesAreOnesOfDifferentDigests() {
        File again = FOO.withSource("file:///x", "");
        Fileset fileset = Fileset.of(List.of(Fileset.of(FOO), FS1), Map.of("again", again));
        assertThat(fileset.count()).isEqualTo(4);
        assertThat(fileset.distinctFiles()).containsOnlyKeys(FOO.digest(), BAR.digest());
        assertThat(fileset.distinctFiles().get(FOO.digest()))
                .as("a node's own files come last")
                .isSameAs(again);
    }

    @Test
    void aTimeIsAnInstantWhateverItsOffset() {
        OffsetDateTime time = OffsetDateTime.parse("2013-11-21T07:34:33.305+12:45");
        File file = FOO.withLastModified(time);
        assertThat(file.lastModified()).contains(time.toInstant());
        assertThat(file.lastModifiedOffset()).isEqualTo(time.getOffset());
        assertThat(file).isEqualTo(FOO.withLastModified(time.toInstant()));
        assertThat(file.withSource("s3://x", "").lastModifiedOffset()).isEqualTo(time.getOffset());
        assertThat(file.withLastModified((Instant) null)).isEqualTo(FOO);
        assertThat(FOO.lastModified()).isEmpty();
    }
}
