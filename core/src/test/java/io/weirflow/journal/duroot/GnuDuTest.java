package io.weirflow.journal.duroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GnuDuTest {
    @TempDir
    Path folder;

    private final List<PathUsage> usages = new ArrayList<>();

    @Test
    void directoriesAreMeasuredInBytesFromBelow() throws IOException {
        write("a/b/c/d/deep", 200_000);
        write("with\ttab\nand line/x", 100_000);
        DuRootStatus status = GnuDu.create("du", 2, 0).measure(folder, usages::add);
        assertThat(status).isEqualTo(new DuRootStatus(0, ""));
        assertThat(usages)
                .extracting(PathUsage::path)
                .containsExactlyInAnyOrder("a/b", "a", "with\ttab\nand line", ".")
                .containsSubsequence("a/b", "a", ".")
                .endsWith(".");
        assertThat(usages.get(usages.size() - 1).bytes()).isBetween(300_000L, 400_000L);
    }

    @Test
    void whatIsBelowTheThresholdIsLeftOut() throws IOException {
        write("large/x", 300_000);
        write("small/x", 10);
        GnuDu.create("du", 2, 100_000).measure(folder, usages::add);
        assertThat(usages).extracting(PathUsage::path).containsExactly("large", ".");
    }

    @Test
    void ifNothingIsLargeEnoughTheRootIsMeasuredAlone() throws IOException {
        write("small/x", 10);
        assertThat(GnuDu.create().measure(folder, usages::add).isOk()).isTrue();
        assertThat(usages).extracting(PathUsage::path).containsExactly(".");
        assertThat(usages.get(0).bytes()).isPositive();
    }

    @Test
    void aFolderThatDoesNotExistIsAFailure() {
        DuRootStatus status = GnuDu.create().measure(folder.resolve("missing"), usages::add);
        assertThat(status.code()).isEqualTo(DuRootStatus.FAILED);
        assertThat(status.message()).contains("missing");
    }

    @Test
    void anotherProgramIsRefused() {
        for (String other : List.of("cat", "no-such-du")) {
            assertThatThrownBy(() -> GnuDu.create(other, 3, 0))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED))
                    .hasMessageContaining(other);
        }
    }

    @Test
    void whatDuCouldNotReadIsSaidAndTheRestKept() throws IOException {
        GnuDu du = script("printf '5\\t./a\\0'; echo 'cannot read ./secret' >&2; exit 1");
        assertThat(du.measure(folder, usages::add))
                .isEqualTo(new DuRootStatus(2, "some could not be read: cannot read ./secret"));
        assertThat(usages).containsExactly(new PathUsage("a", 5));
    }

    @Test
    void duThatFailsIsAFailureWithItsMessage() throws IOException {
        GnuDu du = script("echo 'out of luck' >&2; exit 3");
        assertThat(du.measure(folder, usages::add))
                .isEqualTo(new DuRootStatus(1, "du ended with status 3: out of luck"));
    }

    @Test
    void variablesThatChangeUnitsAndLanguageDoNotReachDu() throws IOException {
        GnuDu du = script(
                "printf '%s\\t.\\0' \"${#POSIXLY_CORRECT}${#BLOCK_SIZE}${#DU_BLOCK_SIZE}${#BLOCKSIZE}\"; test $LC_ALL = C.UTF-8");
        assertThat(du.measure(folder, usages::add).isOk()).isTrue();
        assertThat(usages).containsExactly(new PathUsage(".", 0));
    }

    @Test
    void anInterruptKillsDu() throws Exception {
        Path pid = folder.resolve("pid");
        GnuDu du = script("echo $$ >" + pid + "; printf '1\\ta\\0'; exec tail -f /dev/null");
        CountDownLatch measuring = new CountDownLatch(1);
        CompletableFuture<WeirflowException> failure = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                du.measure(folder, usage -> measuring.countDown());
                failure.completeExceptionally(new AssertionError("it ended"));
            } catch (WeirflowException e) {
                failure.complete(e);
            }
        });
        thread.start();
        assertThat(measuring.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        assertThat(failure.get(20, TimeUnit.SECONDS).kind()).isEqualTo(ErrorKind.CANCELED);
        long process = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatTheReceiverThrowsEndsTheMeasurement() throws IOException {
        GnuDu du = script("printf '1\\ta\\0'; exec tail -f /dev/null");
        assertThatThrownBy(() -> du.measure(folder, usage -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
    }

    /** Returns a du that is a script. */
    private GnuDu script(String body) throws IOException {
        Path script = folder.resolve("du.sh");
        Files.writeString(
                script,
                "#!/bin/sh\n[ \"$1\" = --version ] && { echo 'du (GNU coreutils) 9.1'; exit 0; }\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return GnuDu.create(script.toString(), 3, 0);
    }

    private void write(String path, int bytes) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}
