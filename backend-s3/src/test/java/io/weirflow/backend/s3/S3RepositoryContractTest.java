package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.RepositoryContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

final class S3RepositoryContractTest extends RepositoryContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path stored;

    private static S3Server server;
    private static S3Client client;

    private String prefix = "";

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inFolder(stored);
        client = server.client();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @Override
    protected S3Repository newRepository() {
        prefix = "a/repository" + NUMBER.incrementAndGet();
        return open();
    }

    private S3Repository open() {
        return S3Repository.of(S3BlobStore.of(client).bucket(S3Server.BUCKET), prefix);
    }

    @Override
    protected Optional<Repository> reopen() {
        return Optional.of(open());
    }

    @Override
    protected Optional<Repository> secondHandle() {
        return Optional.of(open());
    }

    @Override
    protected boolean damage(Digest digest, byte[] content) {
        client.putObject(request -> request.bucket(S3Server.BUCKET).key(key(digest)), RequestBody.fromBytes(content));
        return true;
    }

    private String key(Digest digest) {
        return prefix + "/objects/" + digest;
    }

    @Override
    protected boolean backdate(Digest digest, Instant time) throws Exception {
        Files.setLastModifiedTime(stored.resolve(S3Server.BUCKET).resolve(key(digest)), FileTime.from(time));
        return true;
    }
}
