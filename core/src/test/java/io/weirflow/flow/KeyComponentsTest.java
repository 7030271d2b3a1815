package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.flow.KeyComponents.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyComponentsTest {
    private static final Flow A = InternNode.of("s3://bucket/a");
    private static final Flow B = InternNode.of("s3://bucket/b");

    @Test
    void whatChangedIsToldPartByPart() {
        KeyComponents before = of(exec("sort", A, B));
        assertThat(of(exec("sort", A, B)).changesSince(before)).isEmpty();
        assertThat(of(exec("uniq", A, B)).changesSince(before)).containsExactly(new Part.Command());
        assertThat(of(exec("sort", A, A)).changesSince(before)).containsExactly(new Part.Input(1));
        Flow elsewhere = ExecNode.of("sort", List.of(A, B)).image("ubuntu").build();
        assertThat(of(elsewhere).changesSince(before)).containsExactly(new Part.Environment());
        Flow withVariable =
                ExecNode.of("sort", List.of(A, B)).env(Map.of("A", "b")).build();
        assertThat(of(withVariable).changesSince(before)).containsExactly(new Part.Command());
    }

    @Test
    void inputsThatOnlyOneOfThemHasAreChanges() {
        Flow one = MergeNode.of(List.of(A));
        Flow two = MergeNode.of(List.of(A, B));
        assertThat(of(two).changesSince(of(one))).containsExactly(new Part.Input(1));
        assertThat(of(one).changesSince(of(two))).containsExactly(new Part.Input(1));
    }

    @Test
    void anotherSourceIsAnotherCommandAndAnotherSnapshot() {
        assertThat(of(B).changesSince(of(A))).containsExactly(new Part.Command(), new Part.Source());
    }

    @Test
    void componentsAreStoredAndReadBack() {
        KeyComponents components = of(exec("sort", A, B));
        assertThat(KeyComponents.fromBytes(components.toBytes())).isEqualTo(components);
        assertThatThrownBy(() -> KeyComponents.fromBytes(new byte[17])).hasMessageContaining("17 bytes");
    }

    private static Flow exec(String command, Flow... deps) {
        return ExecNode.of(command, List.of(deps)).build();
    }

    private static KeyComponents of(Flow node) {
        return KeyComponents.of(node, Keys.context());
    }
}
