package io.weirflow.fileset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesetFormatTest {
    private static final File FOO = File.resolved(Digest.of("foo"), 3);

    @Property(tries = 400)
    void whatIsWrittenIsReadBack(@ForAll("filesets") Fileset fileset) {
        byte[] stored = FilesetFormat.encode(fileset);
        Fileset read = FilesetFormat.decode(stored);
        assertThat(read).isEqualTo(fileset);
        assertThat(read.isList()).isEqualTo(fileset.isList());
        assertThat(FilesetFormat.encode(read)).isEqualTo(stored);
    }

    @Property(tries = 60)
    void aTruncationAtAnyByteIsNoticed(@ForAll("filesets") Fileset fileset) {
        byte[] stored = FilesetFormat.encode(fileset);
        for (int length = 0; length < stored.length; length++) {
            assertMalformed(Arrays.copyOf(stored, length));
        }
        assertMalformed(Arrays.copyOf(stored, stored.length + 1));
    }

    private static void assertMalformed(byte[] bytes) {
        assertThatThrownBy(() -> FilesetFormat.decode(bytes))
                .isInstanceOfSatisfying(
                        WeirflowException.class,
                        e -> assertThat(e.is(ErrorKind.INTEGRITY)).isTrue());
    }

    @Test
    void aSingleFileTakesLessThanSixtyBytes() {
        assertThat(FilesetFormat.encode(Fileset.of(FOO))).hasSizeLessThan(60);
    }

    @Provide
    static Arbitrary<Fileset> filesets() {
        Arbitrary<Fileset> directories = files().map(Fileset::directory);
        return Arbitraries.lazyOf(
                () -> directories,
                () -> directories,
                () -> filesets().list().ofMaxSize(3).map(Fileset::list),
                () -> Combinators.combine(filesets().list().ofMaxSize(2), files())
                        .as(Fileset::of));
    }

    private static Arbitrary<Map<String, File>> files() {
        Arbitrary<String> paths = Arbitraries.strings()
                .withChars("ab/.é\uFFFD\u4e00")
                .ofMaxLength(6)
                .map(text -> text.contains("b") ? text + "\uD83D\uDE00" : text);
        return Arbitraries.maps(paths, file()).ofMaxSize(5);
    }

    private static Arbitrary<File> file() {
        Arbitrary<File> base = Arbitraries.longs()
                .flatMap(size -> Arbitraries.of(
                        File.resolved(Digest.of("content " + size), size),
                        File.reference("s3://bucket/" + size, "\"" + size + "\"", size),
                        File.reference("", "", size),
                        File.resolved(Digest.of("x"), size).withSource("file:///x", "")));
        Arbitrary<Instant> times = Arbitraries.longs()
                .between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond())
                .map(seconds -> Instant.ofEpochSecond(seconds, Math.floorMod(seconds, 1_000_000_000)));
        return Combinators.combine(
                        base,
                        times.injectNull(0.5),
                        Arbitraries.of("a", "b").map(Digest::of).injectNull(0.5),
                        Arbitraries.of(Assertions.NONE, about("s3://a", "1"), about("s3://a", "2"), about("", "")))
                .as((file, time, hash, assertions) ->
                        file.withLastModified(time).withContentHash(hash).withAssertions(assertions));
    }

    private static Assertions about(String subject, String value) {
        Map<AssertionKey, Map<String, String>> entries = new HashMap<>();
        entries.put(new AssertionKey("blob", subject), Map.of("etag", value, "size", "1"));
        entries.put(new AssertionKey("docker" + value, subject), Map.of());
        return Assertions.of(entries);
    }

    @Test
    void nestingBeyondTheLimitIsRefused() {
        Fileset deep = Fileset.of(FOO);
        for (int i = 0; i < FilesetFormat.MAX_DEPTH; i++) {
            deep = Fileset.list(List.of(deep));
        }
        Fileset deepest = deep;
        assertThat(FilesetFormat.decode(FilesetFormat.encode(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> FilesetFormat.encode(Fileset.list(List.of(deepest))))
                .hasMessageContaining("nested deeper than 10000");
    }

    @Property(tries = 300)
    void bytesAreReadJustWhenTheyAreWhatIsWrittenForTheValueRead(
            @ForAll("filesets") Fileset fileset, @ForAll Random random) {
        byte[] changed = FilesetFormat.encode(fileset);
        for (int i = 0; i <= random.nextInt(3); i++) {
            changed[4 + random.nextInt(changed.length - 8)] = (byte) random.nextInt();
        }
        checksum(changed);
        Fileset read;
        try {
            read = FilesetFormat.decode(changed);
        } catch (WeirflowException e) {
            assertThat(e.is(ErrorKind.INTEGRITY)).as(e.toString()).isTrue();
            return;
        }
        assertThat(FilesetFormat.encode(read)).isEqualTo(changed);
    }

    private static void checksum(byte[] stored) {
        CRC32C checksum = new CRC32C();
        checksum.update(stored, 0, stored.length - 4);
        for (int i = 0; i < 4; i++) {
            stored[stored.length - 4 + i] = (byte) (checksum.getValue() >>> 8 * i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 ff ff ff ff 07",
                "02 ff ff ff ff 07",
                "02 01 00 ff ff ff ff 07",
                "02 01 00 01 2e 02 00 ff ff ff ff 07"
            })
    void aNumberThatLiesTakesNoMemory(String node) {
        byte[] body = HexFormat.ofDelimiter(" ").parseHex(node);
        byte[] stored = new byte[5 + body.length + 4];
        System.arraycopy(new byte[] {'W', 'F', 'S', 1, (byte) body.length}, 0, stored, 0, 5);
        System.arraycopy(body, 0, stored, 5, body.length);
        checksum(stored);
        assertMalformed(stored);
    }

    @Test
    void aWrongByteIsNoticedWhereverItIs() {
        byte[] stored = FilesetFormat.encode(Fileset.of(FOO));
        for (int i = 0; i < stored.length; i++) {
            byte[] changed = stored.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> FilesetFormat.decode(changed)).isInstanceOf(WeirflowException.class);
        }
    }

    @Test
    void aLaterVersionIsToldApartFromDamage() {
        byte[] stored = FilesetFormat.encode(Fileset.of(FOO));
        stored[3] = 2;
        assertThatThrownBy(() -> FilesetFormat.decode(stored))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED));
    }

    @Test
    void aTextThatIsNotUnicodeIsRefused() {
        assertThatThrownBy(() -> FilesetFormat.encode(Fileset.directory(Map.of("a\uD800", FOO))))
                .hasMessageContaining("surrogate");
    }

    @Test
    void manyFilesShareTheirAssertionsAndTheStartsOfTheirPaths() {
        Map<String, File> files = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            files.put("some/long/folder/name/file-" + (1000 + i), FOO.withAssertions(about("s3://bucket", "1")));
        }
        assertThat(FilesetFormat.encode(Fileset.directory(files)).length / 1000).isLessThan(42);
    }

    @Test
    void contentDigestsOfDeepAndWidelySharedValuesAreComputedOnceForEachElement() {
        Fileset deep = Fileset.of(FOO);
        for (int i = 0; i < 1_000_000; i++) {
            deep = Fileset.list(List.of(deep));
        }
        assertThat(deep.contentDigest()).isNotEqualTo(deep.elements().get(0).contentDigest());
        Fileset shared = Fileset.of(FOO);
        for (int i = 0; i < 100; i++) {
            shared = Fileset.list(List.of(shared, shared));
        }
        assertThat(shared.contentDigest()).isNotNull();
    }
}
