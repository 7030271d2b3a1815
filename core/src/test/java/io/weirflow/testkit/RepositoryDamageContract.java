package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of {@link RepositoryContract} about content that was damaged where it is stored. */
abstract class RepositoryDamageContract extends RepositoryCollectContract {
    @Test
    void noReaderReachesTheEndOfDamagedContent() throws Exception {
        for (int size : new int[] {0, 1, bufferBytes(), bufferBytes() + 1}) {
            byte[] content = Contents.bytes(size, 30);
            for (byte[] wrong : damaged(content)) {
                Digest digest = repository.put(content);
                if (!damage(digest, wrong)) {
                    return;
                }
                for (StorageAssertions.Reading reading : StorageAssertions.waysToRead()) {
                    assertNoReadingEnds(digest, reading);
                }
                assertFails(ErrorKind.INTEGRITY, () -> repository.read(digest));
            }
        }
    }

    @Test
    void noReaderWhoCountsGetsDamagedContent() throws Exception {
        byte[] content = Contents.bytes(bufferBytes() + 1, 32);
        for (byte[] wrong : damaged(content)) {
            Digest digest = repository.put(content);
            if (!damage(digest, wrong)) {
                return;
            }
            Throwable thrown = catchThrowable(() -> {
                int size = Math.toIntExact(repository.size(digest));
                try (InputStream in = repository.open(digest)) {
                    assertThat(in.readNBytes(size)).isEqualTo(content);
                }
            });
            assertThat(thrown).isNotInstanceOf(AssertionError.class);
        }
    }

    @Test
    void storingDamagedContentAgainMakesItWhole() throws Exception {
        byte[] content = Contents.bytes(bufferBytes() + 1, 31);
        for (byte[] wrong : damaged(content)) {
            Digest digest = repository.put(content);
            if (!damage(digest, wrong)) {
                return;
            }
            assertThat(repository.put(Contents.trickling(content))).isEqualTo(digest);
            assertThat(repository.read(digest)).isEqualTo(content);
        }
    }

    private static List<byte[]> damaged(byte[] content) {
        List<byte[]> wrong = new ArrayList<>();
        wrong.add(Arrays.copyOf(content, content.length + 1));
        if (content.length == 0) {
            return wrong;
        }
        wrong.add(new byte[0]);
        wrong.add(Arrays.copyOf(content, content.length - 1));
        for (int position : new int[] {0, content.length / 2, content.length - 1}) {
            byte[] flipped = content.clone();
            flipped[position] ^= 1;
            wrong.add(flipped);
        }
        return wrong;
    }

    private void assertNoReadingEnds(Digest digest, StorageAssertions.Reading reading) throws IOException {
        InputStream in;
        try {
            in = repository.open(digest);
        } catch (WeirflowException e) { // found before the first byte: as good
            assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY);
            return;
        }
        try (in) {
            for (int again = 0; again < 2; again++) {
                Throwable thrown = catchThrowable(() -> reading.readToEnd(in));
                assertThat(thrown)
                        .as("what ends the reading of damaged content")
                        .isInstanceOf(IOException.class);
                if (again == 0) {
                    assertThat(thrown).hasCauseInstanceOf(WeirflowException.class);
                    assertThat(((WeirflowException) thrown.getCause()).kind()).isEqualTo(ErrorKind.INTEGRITY);
                }
            }
        }
    }
}
