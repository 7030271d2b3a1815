package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.AssertionPolicy;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link BlobStoreContract} about keys, folders, snapshots and assertions. */
abstract class BlobSnapshotContract extends BlobStoreHarness {
    /** Names that some code on the way may be tempted to decode, encode, normalize or fold. */
    private static final List<String> ODD = List.of(
            "with space",
            " leading and trailing ",
            "100%",
            "a%20b",
            "a b",
            "a+b",
            "q?x=1&y=2",
            "q#fragment",
            "semi;colon:at@comma,",
            "quote'\"<>&",
            "back\\slash",
            "case",
            "CASE",
            "\u00e9",
            "e\u0301",
            "\u65e5\u672c/\ufb01",
            "\u65e5\u672c/\ud835\udcb3",
            "...",
            "..x",
            "x..",
            ".hidden",
            "~",
            "$HOME",
            "*",
            "tab\there",
            "new\nline");

    /** Names that lead elsewhere on a file system. */
    private static final List<String> ESCAPING = List.of(
            "..",
            ".",
            "../outside",
            "a/../../outside",
            "a/..",
            "a/../b",
            "./a",
            "a/./b",
            "/absolute",
            "a//b",
            "nul\0byte",
            "\0");

    @Test
    void keysAreExact() {
        Map<String, byte[]> contents = new HashMap<>();
        for (String name : ODD) {
            if (canHold(name)) {
                contents.put(name, Contents.bytes(20 + contents.size(), 20));
                put(name, contents.get(name));
            }
        }
        List<String> ordered = new ArrayList<>(contents.keySet());
        ordered.sort(Utf8Order.INSTANCE);
        assertThat(names("")).isEqualTo(ordered);
        contents.forEach((name, content) -> {
            assertThat(read(name)).isEqualTo(content);
            File file = mux.stat(bucket.url(key(name)));
            assertThat(file.source()).isEqualTo(bucket.url(key(name)));
            assertThat(file.sizeBytes()).isEqualTo(content.length);
            assertThat(bucket.snapshot(key(name)).file().source()).isEqualTo(file.source());
        });
        assertThat(bucket.snapshot(prefix()).files().keySet()).containsExactlyElementsOf(ordered);
        for (String name : ordered) {
            bucket.delete(List.of(key(name)));
            contents.remove(name);
            assertThat(names("")).hasSameElementsAs(contents.keySet());
        }
    }

    @Test
    void keysThatLeadElsewhereAreRefusedOrExact() throws Exception {
        put("before", new byte[3]);
        for (String name : ESCAPING) {
            if (isBentByServer(key(name))) {
                continue;
            }
            Throwable refusal = catchThrowable(() -> put(name, new byte[5]));
            if (refusal == null) {
                assertThat(read(name)).hasSize(5);
                assertThat(names("")).containsExactlyInAnyOrder("before", name);
                bucket.delete(List.of(key(name)));
            } else {
                assertFails(ErrorKind.INVALID, () -> {
                    throw refusal;
                });
                assertFails(ErrorKind.INVALID, () -> bucket.stat(key(name)));
                assertFails(ErrorKind.INVALID, () -> bucket.open(key(name), Optional.empty()));
                assertFails(ErrorKind.INVALID, () -> bucket.snapshot(key(name)));
                assertFails(ErrorKind.INVALID, () -> bucket.snapshot(key(name + '/')));
                assertFails(ErrorKind.INVALID, () -> bucket.scan(key(name + '/'), (key, file) -> {}));
                assertFails(ErrorKind.INVALID, () -> bucket.delete(List.of(key(name))));
                assertFails(ErrorKind.INVALID, () -> bucket.copyFrom(bucket, key("before"), key(name)));
            }
            assertThat(names("")).containsExactly("before");
            assertNothingEscaped();
        }
    }

    @Test
    void aPrefixIsAFolderOrOneObject() {
        for (String name : List.of("a", "ab", "b/c", "b/c.d", "b/c/d", "b-c")) {
            if (canHold(name)) {
                put(name, new byte[1]);
            }
        }
        Set<String> below = new HashSet<>(names(""));
        below.removeIf(name -> !name.startsWith("b/"));
        assertThat(names("b/")).containsExactlyInAnyOrderElementsOf(below).isNotEmpty();
        assertThat(names("a")).containsExactly("a");
        assertThat(names("b")).isEmpty();
        assertThat(names("absent/")).isEmpty();
        assertThat(bucket.snapshot(key("a")).files().keySet()).containsExactly(Fileset.FILE_PATH);
        assertThat(bucket.snapshot(key("b/")).files().keySet()).allMatch(path -> below.contains("b/" + path));
        assertFails(ErrorKind.NOT_EXIST, () -> bucket.snapshot(key("absent/")));
        assertFails(ErrorKind.NOT_EXIST, () -> bucket.snapshot(key("a/")));
    }

    @Test
    void anEmptyBucketIsAnEmptyFolder() {
        if (prefix().isEmpty()) {
            assertThat(bucket.snapshot("")).isEqualTo(Fileset.EMPTY);
        }
    }

    @Test
    void aFailureOfTheScannersActionEndsTheScan() {
        put("a", new byte[1]);
        put("b", new byte[1]);
        assertThatThrownBy(() -> bucket.scan(key(""), (key, file) -> {
                    throw new IllegalStateException(key);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(key("a"));
    }

    @Test
    void snapshotsDifferExactlyWhenSomethingWasAddedChangedOrRemoved() {
        put("d/one", Contents.bytes(10, 21));
        put("d/two", Contents.bytes(10, 22));
        put("outside", Contents.bytes(10, 23));
        Digest first = bucket.snapshot(key("d/")).digest();
        assertThat(bucket.snapshot(key("d/")).digest()).isEqualTo(first);
        put("outside", Contents.bytes(10, 24));
        assertThat(bucket.snapshot(key("d/")).digest()).isEqualTo(first);

        Set<Digest> seen = new HashSet<>(Set.of(first));
        put("d/one", Contents.bytes(10, 25)); // the same size, at the same moment
        assertThat(seen.add(bucket.snapshot(key("d/")).digest())).isTrue();
        put("d/e/three", Contents.bytes(10, 26));
        assertThat(seen.add(bucket.snapshot(key("d/")).digest())).isTrue();
        bucket.delete(List.of(key("d/two")));
        assertThat(seen.add(bucket.snapshot(key("d/")).digest())).isTrue();
        put("d/e/four", Contents.bytes(10, 26));
        bucket.delete(List.of(key("d/e/three")));
        assertThat(seen.add(bucket.snapshot(key("d/")).digest()))
                .as("a renamed file shows")
                .isTrue();
    }

    @Test
    void aSnapshotTellsWhatTheStoreKnows() {
        byte[] content = Contents.bytes(1234, 27);
        put("d/file", content);
        File file = bucket.snapshot(key("d/")).files().get("file");
        assertThat(file.isReference()).isTrue();
        assertThat(file.source()).isEqualTo(bucket.url(key("d/file")));
        assertThat(file.sizeBytes()).isEqualTo(1234);
        assertThat(file.etag().isEmpty()).isEqualTo(!hasEtags());
        assertThat(file.etag().isEmpty() && file.contentHash().isEmpty())
                .as("nothing tells versions of the same size apart")
                .isFalse();
        file.contentHash().ifPresent(hash -> assertThat(hash).isEqualTo(Digest.of(content)));
    }

    @Test
    void assertionsHoldUntilTheObjectChanges() {
        put("d/x", Contents.bytes(10, 28));
        Fileset snapshot = mux.snapshotWithAssertions(bucket.url(key("d/")));
        Assertions stored = snapshot.files().get("x").assertions();
        AssertionKey subject = new AssertionKey(AssertionKey.BLOB, bucket.url(key("d/x")));
        assertThat(stored.asMap()).containsOnlyKeys(subject);
        assertThat(stored.asMap().get(subject)).containsEntry("size", "10");
        assertThat(mux.assertionGenerator().generate(subject)).isEqualTo(stored);
        put("d/x", Contents.bytes(11, 29));
        assertThat(holds(stored, subject)).isFalse();
        bucket.delete(List.of(key("d/x")));
        assertThat(holds(stored, subject)).isFalse();
        AssertionKey foreign = new AssertionKey("no such namespace", "subject");
        assertFails(ErrorKind.NOT_SUPPORTED, () -> mux.assertionGenerator().generate(foreign));
    }

    private boolean holds(Assertions stored, AssertionKey subject) {
        Assertions now = mux.assertionGenerator().generate(subject);
        return AssertionPolicy.EXACT.holds(List.of(stored), List.of(now));
    }
}
