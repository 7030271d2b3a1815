package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.blob.BlobStore;
import io.weirflow.blob.Bucket;
import io.weirflow.blob.MemoryBlobStore;
import io.weirflow.blob.MemoryBucket;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.testkit.BlobStoreContract;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Each of these stores has a defect that is easily made, and the contract finds it. */
final class BlobStoreDefectsTest {
    /** A whole bucket, of which subclasses break one thing. */
    abstract static class ForwardingBucket implements Bucket {
        final MemoryBucket inner = MemoryBlobStore.of("bucket").bucket("bucket");

        @Override
        public String location() {
            return inner.location();
        }

        @Override
        public File stat(String key) {
            return inner.stat(key);
        }

        @Override
        public void scan(String prefix, BiConsumer<String, File> action) {
            inner.scan(prefix, action);
        }

        @Override
        public InputStream open(String key, Optional<String> etag) {
            return inner.open(key, etag);
        }

        @Override
        public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
            return inner.put(key, content, sizeBytes, contentHash);
        }

        @Override
        public void delete(Collection<String> keys) {
            inner.delete(keys);
        }

        @Override
        public Fileset snapshot(String prefix) {
            return inner.snapshot(prefix);
        }
    }

    /** A store of one bucket. */
    abstract static class OneBucket extends BlobStoreContract {
        abstract Bucket newBucket();

        @Override
        protected final BlobStore newStore() {
            Bucket bucket = newBucket();
            return new BlobStore() {
                @Override
                public String scheme() {
                    return MemoryBlobStore.SCHEME;
                }

                @Override
                public Bucket bucket(String name) {
                    return bucket;
                }
            };
        }

        @Override
        protected final String bucketName() {
            return "bucket";
        }
    }

    @Test
    void aWholeBucketBreaksNoRule() {
        assertThat(Contracts.brokenRules(Whole.class)).isEmpty();
    }

    static class Whole extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {};
        }
    }

    /** Keys are decoded as if they were parts of a URL. */
    @Test
    void decodedKeysAreFound() {
        assertThat(Contracts.brokenRules(DecodesKeys.class)).contains("keysAreExact");
    }

    static class DecodesKeys extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {
                @Override
                public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
                    String decoded = key.contains("%20") ? URLDecoder.decode(key, StandardCharsets.UTF_8) : key;
                    return inner.put(decoded, content, sizeBytes, contentHash);
                }
            };
        }
    }

    /** A changed object is opened by its old ETag. */
    @Test
    void anIgnoredEtagIsFound() {
        assertThat(Contracts.brokenRules(IgnoresEtags.class))
                .containsExactly("anObjectThatChangedIsNotOpenedByItsOldEtag");
    }

    static class IgnoresEtags extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {
                @Override
                public InputStream open(String key, Optional<String> etag) {
                    return inner.open(key, Optional.empty());
                }
            };
        }
    }

    /** An object is emptied before it is written anew. */
    @Test
    void contentThatIsLostWhenAPutFailsIsFound() {
        assertThat(Contracts.brokenRules(EmptiesFirst.class)).contains("aFailingStreamLeavesWhatWasThere");
    }

    static class EmptiesFirst extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {
                @Override
                public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
                    inner.put(key, new byte[0]);
                    return inner.put(key, content, sizeBytes, contentHash);
                }
            };
        }
    }

    /** Versions are told apart by their sizes alone. */
    @Test
    void aSnapshotThatMissesAChangeIsFound() {
        assertThat(Contracts.brokenRules(ComparesSizes.class))
                .contains(
                        "snapshotsDifferExactlyWhenSomethingWasAddedChangedOrRemoved",
                        "aSnapshotTellsWhatTheStoreKnows");
    }

    static class ComparesSizes extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {
                @Override
                public Fileset snapshot(String prefix) {
                    Map<String, File> files = new HashMap<>();
                    inner.snapshot(prefix)
                            .files()
                            .forEach((path, file) ->
                                    files.put(path, File.reference(file.source(), "", file.sizeBytes())));
                    return Fileset.directory(files);
                }
            };
        }
    }

    /** A folder is whatever begins with its name. */
    @Test
    void aPrefixThatIsNoFolderIsFound() {
        assertThat(Contracts.brokenRules(MatchesPrefixes.class)).contains("aPrefixIsAFolderOrOneObject");
    }

    static class MatchesPrefixes extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {
                @Override
                public void scan(String prefix, BiConsumer<String, File> action) {
                    inner.scan("", (key, file) -> {
                        if (key.startsWith(prefix)) {
                            action.accept(key, file);
                        }
                    });
                }
            };
        }
    }

    /** Dots are resolved, so that a key leads out of its folder. */
    @Test
    void keysThatLeadElsewhereAreFound() {
        assertThat(Contracts.brokenRules(ResolvesDots.class)).contains("keysThatLeadElsewhereAreRefusedOrExact");
    }

    static class ResolvesDots extends OneBucket {
        @Override
        Bucket newBucket() {
            return new ForwardingBucket() {
                @Override
                public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
                    String resolved = key.contains("\0")
                            ? key
                            : Path.of("/" + key).normalize().toString().substring(1);
                    return inner.put(resolved, content, sizeBytes, contentHash);
                }
            };
        }
    }
}
