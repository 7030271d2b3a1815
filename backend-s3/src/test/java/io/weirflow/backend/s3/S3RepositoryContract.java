package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.RepositoryContract;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on a server, which a subclass starts. */
abstract class S3RepositoryContract extends RepositoryContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private String prefix = "";

    /** Returns a client of the server. */
    abstract S3Client client();

    @Override
    protected S3Repository newRepository() {
        prefix = "a/repository" + NUMBER.incrementAndGet();
        return open();
    }

    private S3Repository open() {
        return S3Repository.of(S3BlobStore.of(client()).bucket(S3Server.BUCKET), prefix);
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
        client().putObject(request -> request.bucket(S3Server.BUCKET).key(key(digest)), RequestBody.fromBytes(content));
        return true;
    }

    final String key(Digest digest) {
        return prefix + "/objects/" + digest;
    }
}
