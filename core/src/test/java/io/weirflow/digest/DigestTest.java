package io.weirflow.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HELLO = "68e656b251e67e8358bef8483ab0d51c6619f3e7a1a9f0e75838d41ff368f728";

    @Test
    void aTextsDigestIsThatOfItsUtf8Bytes() {
        assertThat(Digest.of("hello, world!")).hasToString("sha256:" + HELLO);
        assertThat(Digest.of("é")).isEqualTo(Digest.of("é".getBytes(StandardCharsets.UTF_8)));
        assertThat(Digest.of("hello, world!").abbreviated()).isEqualTo("68e656b2");
    }

    @Property
    void allFormsAreReadBack(@ForAll @Size(32) byte[] bytes) {
        Digest digest = Digest.fromBytes(bytes);
        assertThat(digest.toBytes()).isEqualTo(bytes);
        assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(bytes));
        assertThat(Digest.parse(digest.toString())).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThat(Digest.parseHex(digest.hex().toUpperCase(Locale.ROOT))).isEqualTo(digest);
        byte[] text = new byte[Digest.TEXT_SIZE + 2];
        digest.putText(text, 1);
        assertThat(Digest.parse(text, 1)).isEqualTo(digest);
        assertThat(new String(text, 1, Digest.TEXT_SIZE, StandardCharsets.US_ASCII))
                .isEqualTo(digest.toString());
        byte[] binary = new byte[Digest.BINARY_SIZE_BYTES];
        digest.putBinary(binary, 0);
        assertThat(HexFormat.of().formatHex(binary)).isEqualTo("0005" + digest.hex());
    }

    @Property
    void digestsAreOrderedAsUnsignedBytes(@ForAll @Size(32) byte[] a, @ForAll @Size(32) byte[] b) {
        assertThat(Integer.signum(Digest.fromBytes(a).compareTo(Digest.fromBytes(b))))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha256:ab",
                HELLO,
                "SHA256:" + HELLO,
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha256:" + HELLO + "00",
                " sha256:" + HELLO,
                "sha256:68e656b251e67e8358bef8483ab0d51c6619f3e7a1a9f0e75838d41ff368f72g",
                "sha256:68e656b251e67e8358bef8483ab0d51c6619f3e7a1a9f0e75838d41ff368f72\u0131"
            })
    void otherTextsAreRefused(String text) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> Digest.parse(text))
                .matches(e -> e.is(ErrorKind.INVALID))
                .withMessageContaining(text.replaceFirst("^sha256:", ""));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Digest.TEXT_SIZE) {
            assertThatExceptionOfType(WeirflowException.class).isThrownBy(() -> Digest.parse(bytes, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void bytesOfAnotherNumberAreRefused(int length) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> Digest.fromBytes(new byte[length]))
                .matches(e -> e.is(ErrorKind.INVALID));
    }
}
