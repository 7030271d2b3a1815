package io.weirflow.examples.benchmarks;

import io.weirflow.backend.s3.S3BlobStore;
import io.weirflow.backend.s3.S3Repository;
import io.weirflow.base.Parallel;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Uploads and downloads through {@link S3Repository} beside the plain SDK, once as it is and once with the SHA-256 that the
 * repository takes of all that it moves: all with as many requests at a time, in turns on one server. Each replaces the files
 * that it downloaded before. A ratio above 1 says that the repository is faster.
 */
final class S3Speed {
    private static final int SMALL_BYTES = 100 << 10;
    private static final int AT_ONCE = 16;
    private static final int MIB = 1 << 20;

    private final S3Repository repository;
    private final PlainS3 plain;
    private final PlainS3 hashing;
    private final PrintStream out;
    private final Path folder;

    private S3Speed(S3Client client, String bucket, Path folder, PrintStream out) {
        this.repository =
                S3Repository.of(S3BlobStore.builder().client(client).build().bucket(bucket), "speed");
        this.plain = new PlainS3(client, bucket, false);
        this.hashing = new PlainS3(client, bucket, true);
        this.folder = folder;
        this.out = out;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /**
     * Measures and prints a table.
     *
     * @param folder where files are made, which are left there
     * @param small how many files of 100 KiB
     * @param largeMib how large the one large file is
     */
    static void run(S3Client client, String bucket, Path folder, int small, int largeMib, int rounds, PrintStream out)
            throws Exception {
        S3Speed speed = new S3Speed(client, bucket, folder, out);
        out.println(
                "| work | plain SDK ms | plain SDK and SHA-256 ms | Weirflow ms | ratio to plain | ratio to plain and SHA-256 |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        speed.small(small, rounds);
        speed.large(largeMib, rounds);
    }

    private void small(int count, int rounds) throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(write(folder.resolve("small" + i), SMALL_BYTES, i));
        }
        List<Digest> digests = new ArrayList<>();
        files.forEach(file -> digests.add(digest(file)));
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        compare(
                count + " x 100 KiB up",
                rounds,
                () -> each(all, i -> plain.put("plain/" + i, files.get(i))),
                () -> each(all, i -> hashing.put("plain/" + i, files.get(i))),
                () -> each(all, i -> repository.putFile(files.get(i))));
        Path target = Files.createDirectories(folder.resolve("down"));
        compare(
                count + " x 100 KiB down",
                rounds,
                () -> each(all, i -> plain.get("plain/" + i, fresh(target.resolve("plain" + i)))),
                () -> each(all, i -> hashing.get("plain/" + i, fresh(target.resolve("hashing" + i)))),
                () -> each(all, i -> repository.materialize(digests.get(i), fresh(target.resolve("w" + i)))));
    }

    private void large(int mib, int rounds) throws Exception {
        Path file = write(folder.resolve("large"), (long) mib * MIB, -1);
        Digest digest = digest(file);
        compare(
                "1 x " + mib + " MiB up",
                rounds,
                () -> plain.putInParts("plain/large", file),
                () -> hashing.putInParts("plain/large", file),
                () -> repository.putFile(file));
        compare(
                "1 x " + mib + " MiB down",
                rounds,
                () -> plain.get("plain/large", fresh(folder.resolve("plain large"))),
                () -> hashing.get("plain/large", fresh(folder.resolve("hashing large"))),
                () -> repository.materialize(digest, fresh(folder.resolve("our large"))));
    }

    private static void each(List<Integer> numbers, Consumer<Integer> action) {
        Parallel.forEach(numbers, AT_ONCE, action);
    }

    private static Path fresh(Path file) {
        try {
            Files.deleteIfExists(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, long sizeBytes, int seed) throws IOException {
        byte[] block = new byte[(int) Math.min(sizeBytes, MIB)];
        Random random = new Random(seed);
        try (OutputStream to = Files.newOutputStream(file)) {
            for (long written = 0; written < sizeBytes; written += block.length) {
                random.nextBytes(block);
                to.write(block);
            }
        }
        return file;
    }

    private static Digest digest(Path file) {
        MessageDigest sha = PlainS3.sha256();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
            while (channel.read(buffer) >= 0) {
                sha.update(buffer.flip());
                buffer.clear();
            }
            return Digest.fromBytes(sha.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each goes first in a third of the rounds; the first round only warms up. */
    private void compare(String name, int rounds, Work... works) throws Exception {
        double[][] times = new double[works.length][rounds];
        for (int round = -1; round < rounds; round++) {
            for (int turn = 0; turn < works.length; turn++) {
                int which = (round + 1 + turn) % works.length;
                double time = time(works[which]);
                if (round >= 0) {
                    times[which][round] = time;
                }
            }
        }
        double plainMs = median(times[0]);
        double hashingMs = median(times[1]);
        double ourMs = median(times[2]);
        out.printf(
                "| %s | %.0f | %.0f | %.0f | %.2f | %.2f |%n",
                name, plainMs, hashingMs, ourMs, plainMs / ourMs, hashingMs / ourMs);
    }

    private static double time(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
