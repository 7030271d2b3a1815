package io.weirflow.examples.benchmarks;

import io.weirflow.base.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * What is fastest with the SDK alone and a server on the same machine: uploads of a large file in parts, four at a time, and
 * downloads in one stream, since ranges only help where a network limits each connection. Takes the SHA-256 of what is moved,
 * as the repository has to, or not.
 */
final class PlainS3 {
    private static final int PARTS = 4;
    private static final int PART_BYTES = 5 << 20;
    private static final int BUFFER_BYTES = 1 << 17;

    private final S3Client client;
    private final String bucket;
    private final boolean hashing;

    PlainS3(S3Client client, String bucket, boolean hashing) {
        this.client = client;
        this.bucket = bucket;
        this.hashing = hashing;
    }

    void put(String key, Path file) {
        RequestBody body;
        if (hashing) {
            byte[] content = read(file, 0);
            MessageDigest sha = sha256();
            sha.update(content);
            sha.digest();
            body = RequestBody.fromBytes(content);
        } else {
            body = RequestBody.fromFile(file);
        }
        client.putObject(request -> request.bucket(bucket).key(key), body);
    }

    void get(String key, Path file) {
        MessageDigest sha = sha256();
        try (InputStream in = client.getObject(request -> request.bucket(bucket).key(key));
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                if (hashing) {
                    sha.update(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sha.digest();
    }

    void putInParts(String key, Path file) throws IOException {
        int count = (int) ((Files.size(file) + PART_BYTES - 1) / PART_BYTES);
        if (hashing) {
            MessageDigest sha = sha256();
            for (int number = 0; number < count; number++) {
                sha.update(read(file, (long) number * PART_BYTES));
            }
            sha.digest();
        }
        String upload = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key))
                .uploadId();
        ConcurrentSkipListMap<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();
        Parallel.forEach(IntStream.range(0, count).boxed().toList(), PARTS, number -> {
            byte[] content = read(file, (long) number * PART_BYTES);
            String etag = client.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number + 1),
                            RequestBody.fromBytes(content))
                    .eTag();
            parts.put(
                    number,
                    CompletedPart.builder().partNumber(number + 1).eTag(etag).build());
        });
        client.completeMultipartUpload(request -> request.bucket(bucket)
                .key(key)
                .uploadId(upload)
                .multipartUpload(done -> done.parts(List.copyOf(parts.values()))));
    }

    private static byte[] read(Path file, long begin) {
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] content = new byte[(int) Math.min(PART_BYTES, channel.size() - begin)];
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining() && channel.read(buffer, begin + buffer.position()) >= 0) {}
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
