package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import io.weirflow.testkit.RepositoryContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Each of these repositories has a defect that is easily made, and the contract finds it. */
final class RepositoryDefectsTest {
    @Test
    void aWholeRepositoryBreaksNoRule() {
        assertThat(Contracts.brokenRules(Whole.class)).isEmpty();
    }

    static class Whole extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return MemoryRepository.create();
        }
    }

    /** Nothing compares what is read with the digest. */
    @Test
    void unverifiedContentIsFound() {
        assertThat(Contracts.brokenRules(Unverified.class))
                .contains("noReaderReachesTheEndOfDamagedContent", "noReaderWhoCountsGetsDamagedContent");
    }

    static class Unverified extends RepositoryContract {
        private final Map<Digest, byte[]> damaged = new ConcurrentHashMap<>();

        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public InputStream open(Digest digest) {
                    byte[] wrong = damaged.get(digest);
                    return wrong == null ? inner.open(digest) : new ByteArrayInputStream(wrong);
                }
            };
        }

        @Override
        protected boolean damage(Digest digest, byte[] content) {
            damaged.put(digest, content);
            return true;
        }
    }

    /** What was read before the stream failed is stored as if it were all. */
    @Test
    void halfABlobIsFound() {
        assertThat(Contracts.brokenRules(StoresHalf.class)).contains("aFailingStreamLeavesNothing");
    }

    static class StoresHalf extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public Digest put(InputStream content) {
                    ByteArrayOutputStream read = new ByteArrayOutputStream();
                    try {
                        content.transferTo(read);
                        return inner.put(read.toByteArray());
                    } catch (IOException e) {
                        inner.put(read.toByteArray());
                        throw Streams.failure(e, "put");
                    }
                }
            };
        }
    }

    /** A stream that gives less than was asked for is taken to be at its end. */
    @Test
    void aShortReadTakenForTheEndIsFound() {
        assertThat(Contracts.brokenRules(StopsAtShortReads.class)).contains("whatWasPutIsReadBack");
    }

    static class StopsAtShortReads extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public Digest put(InputStream content) {
                    byte[] buffer = new byte[1 << 23];
                    try {
                        int count = content.read(buffer);
                        return inner.put(new ByteArrayInputStream(buffer, 0, Math.max(count, 0)));
                    } catch (IOException e) {
                        throw Streams.failure(e, "put");
                    }
                }
            };
        }
    }

    /** The file itself becomes the blob, as a hard link would. */
    @Test
    void aBlobThatIsTheCallersFileIsFound() {
        assertThat(Contracts.brokenRules(LinksFiles.class)).contains("changingAFileThatWasPutDoesNotChangeTheBlob");
    }

    static class LinksFiles extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            Map<Digest, Path> links = new ConcurrentHashMap<>();
            return new ForwardingRepository() {
                @Override
                public File putFile(Path path) {
                    File file = inner.putFile(path);
                    links.put(file.id(), path);
                    return file;
                }

                @Override
                public InputStream open(Digest digest) {
                    Path link = links.get(digest);
                    try {
                        return link == null ? inner.open(digest) : Files.newInputStream(link);
                    } catch (IOException e) {
                        throw WeirflowException.wrap(e, "open");
                    }
                }
            };
        }
    }

    /** Of a large batch only the first hundred are asked for. */
    @Test
    void aBatchCutShortIsFound() {
        assertThat(Contracts.brokenRules(AsksForAHundred.class)).contains("missingTellsExactlyWhatIsAbsent");
    }

    static class AsksForAHundred extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public Set<Digest> missing(Collection<Digest> digests) {
                    return inner.missing(digests.stream().limit(100).toList());
                }
            };
        }
    }

    /** A dry run removes. */
    @Test
    void aDryRunThatRemovesIsFound() {
        assertThat(Contracts.brokenRules(WetDryRun.class)).contains("garbageIsWhatIsNotLiveAndEitherDeadOrOld");
    }

    static class WetDryRun extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public CollectSummary collect(CollectPolicy policy) {
                    return inner.collect(new CollectPolicy(policy.live(), policy.dead(), policy.threshold(), false));
                }
            };
        }
    }

    /** What is dead goes although it is live as well. */
    @Test
    void deathBeforeLifeIsFound() {
        assertThat(Contracts.brokenRules(DeadBeforeLive.class)).contains("garbageIsWhatIsNotLiveAndEitherDeadOrOld");
    }

    static class DeadBeforeLive extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public CollectSummary collect(CollectPolicy policy) {
                    return inner.collect(new CollectPolicy(
                            digest -> policy.live().contains(digest)
                                    && !policy.dead().contains(digest),
                            policy.dead(),
                            policy.threshold(),
                            policy.dryRun()));
                }
            };
        }
    }

    /** What is stored is gone when the process is. */
    @Test
    void forgottenBlobsAreFound() {
        assertThat(Contracts.brokenRules(Forgetful.class)).containsExactly("whatWasFlushedSurvivesAReopening");
    }

    static class Forgetful extends Whole {
        @Override
        protected Optional<Repository> reopen() {
            return Optional.of(MemoryRepository.create());
        }
    }

    /** The interrupt is swallowed, so that the caller never learns of it. */
    @Test
    void aSwallowedInterruptIsFound() {
        assertThat(Contracts.brokenRules(SwallowsInterrupts.class))
                .contains("anInterruptedThreadKeepsItsFlagAndDoesNoHarm");
    }

    static class SwallowsInterrupts extends RepositoryContract {
        @Override
        protected Repository newRepository() {
            return new ForwardingRepository() {
                @Override
                public InputStream open(Digest digest) {
                    Thread.interrupted();
                    return inner.open(digest);
                }
            };
        }
    }
}
