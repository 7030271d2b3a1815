package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

final class S3RepositoryInFolderTest extends S3RepositoryContract {
    @TempDir
    static Path stored;

    private static S3Server server;
    private static S3Client client;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inFolder(stored);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Override
    S3Client client() {
        return client;
    }

    @Override
    protected boolean backdate(Digest digest, Instant time) throws Exception {
        Files.setLastModifiedTime(stored.resolve(S3Server.BUCKET).resolve(key(digest)), FileTime.from(time));
        return true;
    }
}
