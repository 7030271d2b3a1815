package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** One collection of garbage: judges each object by its name and the time of its last change. */
final class RepositoryCollector {
    private final ObjectTree tree;
    private final Evictor evictor;
    private final CollectPolicy policy;
    private long examined;
    private long removed;
    private long removedBytes;

    RepositoryCollector(ObjectTree tree, Evictor evictor, CollectPolicy policy) {
        this.tree = tree;
        this.evictor = evictor;
        this.policy = policy;
    }

    CollectSummary run(WriteSession session) throws IOException {
        tree.forEach((digest, path) -> judge(digest, path, session));
        return new CollectSummary(examined, removed, removedBytes);
    }

    private void judge(Digest digest, Path path, WriteSession session) throws IOException {
        examined++;
        if (policy.live().contains(digest)) {
            return;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return;
        }
        if (isGarbage(digest, attributes)
                && (policy.dryRun() || evictor.deleteIf(digest, path, session, latest -> isGarbage(digest, latest)))) {
            removed++;
            removedBytes += attributes.size();
        }
    }

    private boolean isGarbage(Digest digest, BasicFileAttributes attributes) {
        return attributes.isRegularFile()
                && policy.isGarbage(digest, attributes.lastModifiedTime().toInstant());
    }
}
