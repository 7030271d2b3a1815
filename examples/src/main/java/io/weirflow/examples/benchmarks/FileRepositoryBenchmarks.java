package io.weirflow.examples.benchmarks;

import io.weirflow.backend.file.FileRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Storing files in a repository on disk beside plain Java that hashes, copies and renames them. An operation is one MiB or
 * one file. Nothing is deleted between the samples, since that slows the next one down; the folder goes at the end.
 */
final class FileRepositoryBenchmarks {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private FileRepositoryBenchmarks() {}

    static List<Benchmark> all() {
        return List.of(
                new Benchmark(
                                "FileRepository put, one file, by MiB",
                                256,
                                1024,
                                "≤ 1.2 × plain",
                                size -> withFiles(1, size * (long) MIB, (folder, files) -> put(folder, files, size)))
                        .beside(
                                "plain Java, one file, by MiB",
                                size -> withFiles(1, size * (long) MIB, (folder, files) -> plain(folder, files, size))),
                new Benchmark(
                                "FileRepository put, files of 100 KiB",
                                2_000,
                                10_000,
                                "≤ 1.2 × plain",
                                size -> withFiles(size, 100L * KIB, (folder, files) -> put(folder, files, size)))
                        .beside(
                                "plain Java, files of 100 KiB",
                                size -> withFiles(size, 100L * KIB, (folder, files) -> plain(folder, files, size))));
    }

    @FunctionalInterface
    private interface Body {
        Sample run(Path folder, List<Path> files) throws Exception;
    }

    private static Sample withFiles(int count, long sizeBytes, Body body) throws Exception {
        Path folder = Files.createTempDirectory("weirflow-benchmark");
        folder.toFile().deleteOnExit();
        try {
            List<Path> files = new ArrayList<>();
            Path source = Files.createDirectories(folder.resolve("source"));
            for (int i = 0; i < count; i++) {
                files.add(write(source.resolve("f" + i), sizeBytes, i));
            }
            return body.run(folder, files);
        } finally {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        }
    }

    private static Path write(Path file, long sizeBytes, int seed) throws IOException {
        Random random = new Random(seed);
        byte[] block = new byte[(int) Math.min(sizeBytes, MIB)];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < sizeBytes; written += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }

    private static Sample put(Path folder, List<Path> files, int operations) throws Exception {
        FileRepository repository = FileRepository.open(folder.resolve("objects"));
        return Meter.measure(operations, () -> {
            files.forEach(repository::putFile);
            return repository;
        });
    }

    private static Sample plain(Path folder, List<Path> files, int operations) throws Exception {
        Path root = Files.createDirectories(folder.resolve("plain"));
        for (int i = 0; i < 256; i++) {
            Files.createDirectory(root.resolve(HexFormat.of().toHexDigits((byte) i)));
        }
        byte[] buffer = new byte[256 * KIB];
        return Meter.measure(operations, () -> {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                Path temporary = root.resolve("temporary");
                try (InputStream in = Files.newInputStream(file);
                        OutputStream out = Files.newOutputStream(temporary)) {
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        sha.update(buffer, 0, read);
                        out.write(buffer, 0, read);
                    }
                }
                String hex = HexFormat.of().formatHex(sha.digest());
                Path target = root.resolve(hex.substring(0, 2)).resolve(hex.substring(2));
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return root;
        });
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            System.err.println("could not delete " + folder + ": " + e.getMessage());
        }
    }
}
