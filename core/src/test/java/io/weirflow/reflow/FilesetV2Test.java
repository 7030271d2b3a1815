package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesetV2Test {
    private static final File FOO = File.resolved(Digest.of("foo"), 3);
    private static final File REF = File.reference("s3://bucket/key", "\"etag\"", 1234)
            .withAssertions(Assertions.of(
                    new AssertionKey(AssertionKey.BLOB, "s3://bucket/key"),
                    Map.of("etag", "\"etag\"", "size", "1234")));
    private static final Fileset SAMPLE =
            Fileset.of(List.of(Fileset.of(FOO), Fileset.EMPTY, Fileset.directory(Map.of("é", REF))), Map.of("x", REF));

    @Test
    void bytesAreReflows() {
        assertThat(Digest.of(FilesetV2.write(Fileset.of(FOO), false, true)).hex())
                .isEqualTo("c740cc14187db975b76db8cb517ea1be9583fb26ff0ac586dcb8e9327a31f84d");
        assertThat(Digest.of(FilesetV2.write(Fileset.of(FOO), true, false)).hex())
                .isEqualTo("88f20c3092d028fa57eb791620dec962f3b02e49e138f7a3cba13ad961207dd3");
        File dated = REF.withLastModified(Instant.parse("2020-01-02T03:04:05Z"));
        assertThat(Digest.of(FilesetV2.write(Fileset.of(dated), true, true)).hex())
                .isEqualTo("a3a0fecc250994aa8e0fd91a1ff5807e3061bd396be0f67a164d163c5111cb49");
    }

    @Property(tries = 300)
    void whatIsWrittenInFullIsReadBack(@ForAll("filesets") Fileset fileset) {
        assertThat(FilesetV2.read(FilesetV2.write(fileset, true, true))).isEqualTo(fileset);
    }

    /** A cut between two parts cannot be noticed: the form has no end mark. Everywhere else it is an error. */
    @Test
    void aCutAtAnyByteButBetweenPartsIsRefused() {
        byte[] stored = FilesetV2.write(SAMPLE, true, true);
        Set<Integer> ends = new HashSet<>();
        ByteBuffer parts = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        for (int end = 12; end <= stored.length; end += end < stored.length ? 8 + (int) parts.getLong(end) : 1) {
            ends.add(end);
        }
        assertThat(ends).hasSizeGreaterThan(5).contains(stored.length);
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            if (ends.contains(length)) {
                assertThat(FilesetV2.read(cut).count()).isLessThan(SAMPLE.count());
            } else {
                assertRefused(cut);
            }
        }
    }

    private static void assertRefused(byte[] stored) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> FilesetV2.read(stored))
                .matches(e -> e.is(ErrorKind.INVALID));
    }

    @Property(tries = 2000)
    void changedBytesAreReadOrRefusedButNeverCrash(@ForAll Random random) {
        byte[] stored = FilesetV2.write(SAMPLE, true, true);
        for (int i = 0; i <= random.nextInt(3); i++) {
            stored[random.nextInt(stored.length)] = (byte) random.nextInt(256);
        }
        assertReadOrRefused(stored);
    }

    @Test
    void aPartThatSaysItIsLongerThanWhatIsLeftIsRefusedWhicheverItIs() {
        byte[] stored = FilesetV2.write(SAMPLE, true, true);
        ByteBuffer parts = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        int count = 0;
        for (int start = 12; start < stored.length; start += 8 + (int) parts.getLong(start)) {
            long length = parts.getLong(start);
            long left = (long) stored.length - start - 8;
            for (long lie : new long[] {left + 1, length + (1L << 32), Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
                byte[] changed = stored.clone();
                ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(start, lie);
                assertRefused(changed);
            }
            count++;
        }
        assertThat(count).isGreaterThan(5);
    }

    @Test
    void aLengthThatLiesAtAnyByteIsReadOrRefusedWithoutACrash() {
        byte[] stored = FilesetV2.write(SAMPLE, true, true);
        // Of one byte, of a 32-bit number, of the largest positive and of a negative number.
        for (String lie : List.of("00", "01", "7f", "ff", "ffffffff07", "ffffffffffffff7f", "ffffffffffffffffff01")) {
            byte[] bytes = HexFormat.of().parseHex(lie);
            for (int i = 0; i + bytes.length <= stored.length; i++) {
                byte[] changed = stored.clone();
                System.arraycopy(bytes, 0, changed, i, bytes.length);
                assertReadOrRefused(changed);
            }
        }
    }

    private static void assertReadOrRefused(byte[] stored) {
        try {
            assertThat(FilesetV2.read(stored)).isNotNull();
        } catch (WeirflowException e) {
            assertThat(e.is(ErrorKind.INVALID)).as(e.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Lengths that lie: of the list, of a part, of a nested message.
                "76323031ffffffffffffffff",
                "76323031ffffffffffffff7f",
                "763230310000000001000000",
                "763230310000000000000000ffffffffffffffff",
                "763230310000000000000000ffffffffffffff7f",
                "76323031000000000000000002000000000000000aff",
                "763230310000000000000000060000000000000012ffffffff07",
                // Another version, no part in a part, a reference to a file that is not there, an unknown depth.
                "763230320000000000000000",
                "7b2246696c65736574223a7b7d7d",
                "7632303100000000000000000000000000000000",
                "7632303100000000000000000700000000000000120508011a0120",
                "7632303100000000000000000400000000000000120220010a",
                "7632303100000000000000000200000000000000" + "2a00",
            })
    void malformedStreamsAreRefused(String hex) {
        assertRefused(HexFormat.of().parseHex(hex));
    }

    @Test
    void aDigestOfTheWrongLengthIsRefused() {
        String hex = HexFormat.of().formatHex(FilesetV2.write(Fileset.of(FOO), false, false));
        String digest =
                HexFormat.of().formatHex(FOO.id().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String odd = digest.substring(0, digest.length() - 2);
        // The lengths of the part, the file's part, the file and the digest are one less.
        assertRefused(HexFormat.of()
                .parseHex(hex.replace(digest, odd)
                        .replace("51000000", "50000000")
                        .replace("0a4f0801124b0a47", "0a4e0801124a0a46")));
    }

    @Test
    void unknownFieldsAreSkipped() {
        byte[] stored = FilesetV2.write(Fileset.of(FOO), false, false);
        // A part with a group (field 9), a fixed number (field 10) and a mapping of the file to the path "y".
        byte[] more = HexFormat.of()
                .parseHex("1200000000000000" + "4b08014c" + "5500000000" + "1207" + "1a0179" + "2001" + "2800");
        byte[] both = Arrays.copyOf(stored, stored.length + more.length);
        System.arraycopy(more, 0, both, stored.length, more.length);
        assertThat(FilesetV2.read(both)).isEqualTo(Fileset.directory(Map.of(".", FOO, "y", FOO)));
    }

    @Provide
    Arbitrary<Fileset> filesets() {
        Arbitrary<Fileset> directories = files();
        return Arbitraries.oneOf(
                directories,
                directories.list().ofMinSize(1).ofMaxSize(4).map(Fileset::list),
                directories
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .flatMap(list -> directories.map(own -> Fileset.of(list, own.files()))));
    }

    /** Files of one digest are equal and subjects are asserted in one way, since the form cannot tell them apart. */
    private static Arbitrary<Fileset> files() {
        Arbitrary<String> paths =
                Arbitraries.strings().withChars("ab/.é\uFFFD\uE000").ofMaxLength(5);
        return Arbitraries.maps(paths, Arbitraries.integers().between(0, 7).map(FilesetV2Test::file))
                .ofMaxSize(5)
                .map(Fileset::directory);
    }

    private static File file(int number) {
        File file = number % 2 == 0
                ? File.resolved(Digest.of("content " + number), number * 1_000_000_007L)
                : File.reference("s3://bücket/" + number, "\"" + number + '"', number);
        if (number % 3 == 0) {
            file = file.withLastModified(Instant.ofEpochSecond(1_600_000_000L * (number - 4), number));
        }
        if (number % 4 == 1) {
            file = file.withContentHash(Digest.of("hash " + number));
        }
        return number < 4
                ? file
                : file.withAssertions(Assertions.of(
                        new AssertionKey(AssertionKey.BLOB, "s3://b/" + number),
                        Map.of("etag", "e", "last-modified", "t", "size", "1")));
    }
}
