package io.weirflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no store can be given, because it cannot be built. */
class StateLimitsTest {
    @Test
    void aPartitionHasAtMost2048BytesOfUtf8() {
        assertThat(new StateKey("é".repeat(1024), "s").bytes()).isEqualTo(2049);
        assertInvalid(() -> new StateKey("x".repeat(2049), "s"), "partition", "2049", "2048", "xxxx");
        assertInvalid(() -> new StateKey("é".repeat(1024) + "x", "s"), "2049");
        assertInvalid(() -> Scan.of("x".repeat(2049)), "2049");
    }

    @Test
    void aSortKeyHasAtMost1024BytesOfUtf8() {
        assertThat(new StateKey("p", "\ud83d\ude00".repeat(256)).bytes()).isEqualTo(1025);
        assertInvalid(() -> new StateKey("p", "x".repeat(1025)), "sort key", "1025", "1024");
        assertInvalid(() -> new StateKey("p", "\u0800".repeat(341) + "xx"), "1025");
        assertInvalid(() -> Scan.of("p").from("x".repeat(1025)), "1025");
        assertInvalid(() -> Scan.of("p").before("x".repeat(1025)), "1025");
    }

    @Test
    void partsOfKeysAreNotEmpty() {
        assertInvalid(() -> new StateKey("", "s"), "partition", "empty");
        assertInvalid(() -> new StateKey("p", ""), "sort key", "empty");
        assertInvalid(() -> Scan.of(""), "partition", "empty");
        assertInvalid(() -> Scan.of("p").before(""), "sort key", "empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "\n", "a\u001fb", "\u007f", "\u0080", "x\u009f"})
    void keysHaveNoControlCharacters(String text) {
        assertInvalid(() -> new StateKey(text, "s"), "control character", "U+00");
        assertInvalid(
                () -> new StateKey("p", text),
                "control character",
                "index " + (text.startsWith("a") || text.startsWith("x") ? 1 : 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00x", "a\ud800\ud800", "\ud800é"})
    void keysHaveNoHalfSurrogatePairs(String text) {
        assertInvalid(() -> new StateKey(text, "s"), "surrogate");
        assertInvalid(() -> new StateKey("p", text), "surrogate");
    }

    @Test
    void aValueHasAtMost350Kibibytes() {
        assertThat(StateValue.wrap(new byte[358_400]).size()).isEqualTo(358_400);
        assertInvalid(() -> StateValue.of(new byte[358_401]), "358401", "358400");
        assertInvalid(() -> StateValue.utf8("é".repeat(179_201)), "358402");
    }

    @Test
    void aCommitHas1To100Writes() {
        assertInvalid(() -> Commit.builder().build(), "no writes");
        assertThat(puts(100, 0).build().writes()).hasSize(100);
        assertInvalid(() -> puts(101, 0).build(), "101", "100");
    }

    @Test
    void noKeyComesTwiceInACommit() {
        StateKey key = new StateKey("p", "twice");
        assertInvalid(
                () -> Commit.builder()
                        .check(key, Condition.absent())
                        .put(new StateKey("p", "other"), StateValue.EMPTY, Condition.any())
                        .delete(new StateKey("p", "twice"), Condition.any())
                        .build(),
                "twice");
    }

    @Test
    void keysAndValuesOfACommitHaveAtMost3Point5Mebibytes() {
        int each = StateStore.MAX_COMMIT_BYTES / 14;
        int keyBytes = new StateKey("p", StateKey.number(0)).bytes();
        assertThat(puts(14, each - keyBytes).build().writes()).hasSize(14);
        assertInvalid(
                () -> puts(14, each - keyBytes)
                        .delete(new StateKey("q", "r"), Condition.any())
                        .build(),
                String.valueOf(StateStore.MAX_COMMIT_BYTES + 2),
                String.valueOf(StateStore.MAX_COMMIT_BYTES));
    }

    @Test
    void aCheckNeedsAConditionThatCanFail() {
        assertInvalid(() -> new Write.Check(new StateKey("p", "s"), Condition.any()), "check");
    }

    @Test
    void theLimitOfAScanIs1To1000() {
        assertThat(Scan.of("p").limit(1000).limit()).isEqualTo(1000);
        assertInvalid(() -> Scan.of("p").limit(0), "1000");
        assertInvalid(() -> Scan.of("p").limit(1001), "1000");
    }

    @Test
    void numbersInKeysSortAsNumbers() {
        String[] sorts = {StateKey.number(0), StateKey.number(9), StateKey.number(10), StateKey.number(Long.MAX_VALUE)};
        String[] sorted = sorts.clone();
        Arrays.sort(sorted);
        assertThat(sorted).containsExactly(sorts);
        assertInvalid(() -> StateKey.number(-1), "-1");
    }

    @Test
    void longOrUnprintableKeysAreShownShortAndEscaped() {
        assertThat(new StateKey("p\"", "x".repeat(1024)).toString()).hasSizeLessThan(200);
        assertThatThrownBy(() -> new StateKey("p", "a\u0007b")).hasMessageContaining("a\\u0007b");
    }

    @Test
    void valuesAreCopies() {
        byte[] bytes = {1, 2, 3};
        StateValue value = StateValue.of(bytes);
        bytes[0] = 9;
        value.bytes()[1] = 9;
        assertThat(value.bytes()).containsExactly(1, 2, 3);
        assertThat(value.buffer().isReadOnly()).isTrue();
    }

    @Test
    void commitIdsAreReadAsTheyAreWritten() {
        CommitId id = CommitId.random();
        assertThat(CommitId.parse(id.toString())).isEqualTo(id);
        assertInvalid(() -> CommitId.parse(id.toString().toUpperCase(java.util.Locale.ROOT) + "x"), "32");
        assertInvalid(() -> CommitId.parse("g".repeat(32)), "32");
    }

    private static Commit.Builder puts(int count, int bytes) {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < count; i++) {
            commit.put(new StateKey("p", StateKey.number(i)), StateValue.wrap(new byte[bytes]), Condition.any());
        }
        return commit;
    }

    private static void assertInvalid(ThrowingCallable action, String... parts) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                .hasMessageContainingAll(parts);
    }
}
