package io.weirflow.examples.benchmarks;

import io.weirflow.base.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What a careful program does with the SDK alone: parts and ranges, four at a time. */
final class PlainS3 {
    private static final int PARTS = 4;
    private static final int PART_BYTES = 5 << 20;
    private static final int RANGE_BYTES = 8 << 20;
    private static final int BUFFER_BYTES = 1 << 17;

    private final S3Client client;
    private final String bucket;

    PlainS3(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    void put(String key, Path file) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromFile(file));
    }

    void get(String key, Path file) {
        try (InputStream in = client.getObject(request -> request.bucket(bucket).key(key))) {
            Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void putInParts(String key, Path file) throws IOException {
        String upload = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key))
                .uploadId();
        int count = (int) ((Files.size(file) + PART_BYTES - 1) / PART_BYTES);
        ConcurrentSkipListMap<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();
        Parallel.forEach(numbers(count), PARTS, number -> {
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
        client.completeMultipartUpload(request ->
                request.bucket(bucket).key(key).uploadId(upload).multipartUpload(done -> done.parts(parts.values())));
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

    void getInRanges(String key, long sizeBytes, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            int count = (int) ((sizeBytes + RANGE_BYTES - 1) / RANGE_BYTES);
            Parallel.forEach(numbers(count), PARTS, number -> range(key, (long) number * RANGE_BYTES, channel));
        }
    }

    private void range(String key, long begin, FileChannel channel) {
        String range = "bytes=" + begin + "-" + (begin + RANGE_BYTES - 1);
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(request -> request.bucket(bucket).key(key).range(range))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long at = begin;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
