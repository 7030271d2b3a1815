package io.weirflow.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.WeirflowException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelFilterTest {
    private static boolean matches(String filter, String... labels) {
        return LabelFilter.parse(filter).matches(List.of(labels));
    }

    @Test
    void anEmptyFilterChoosesNothing() {
        assertThat(matches("")).isFalse();
        assertThat(matches("  ", "a=b")).isFalse();
        assertThat(LabelFilter.NONE.matches(List.of("a=b"))).isFalse();
    }

    @Test
    void aTermIsFoundInSomeLabel() {
        assertThat(matches("user=ann", "project=x", "user=anna")).isTrue();
        assertThat(matches("user=ann$", "project=x", "user=anna")).isFalse();
        assertThat(matches("^x", "project=x")).isFalse();
    }

    @Test
    void commasAreAndAndSpacesAreOr() {
        assertThat(matches("user=a,project=x", "user=a", "project=x")).isTrue();
        assertThat(matches("user=a,project=x", "user=a", "project=y")).isFalse();
        assertThat(matches("user=a,project=x project=y", "user=a", "project=y")).isTrue();
    }

    @Test
    void anExclamationMarkNegates() {
        assertThat(matches("!user=a", "project=x")).isTrue();
        assertThat(matches("!user=a", "project=x", "user=a")).isFalse();
        assertThat(matches("project=x,!user=a", "project=x", "user=b")).isTrue();
        assertThat(matches("!user=a")).as("no labels at all").isTrue();
    }

    @Test
    void whatIsNoRegularExpressionIsRefused() {
        assertThatThrownBy(() -> LabelFilter.parse("ok ("))
                .isInstanceOf(WeirflowException.class)
                .hasMessageContaining("\"(\"");
    }
}
