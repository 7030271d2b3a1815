package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefaultKeySchemeTest {
    private static final KeyContext CONTEXT = new KeyContext() {
        @Override
        public Digest logicalKey(Flow node) {
            return DefaultKeyScheme.INSTANCE.logicalKey(node, this);
        }

        @Override
        public Optional<Digest> snapshot(InternNode node) {
            return Optional.of(Digest.of("seen at " + node.url()));
        }

        @Override
        public String environment(String image) {
            return "environment of " + image;
        }

        @Override
        public List<Fileset> values() {
            return List.of(Fileset.of(File.resolved(Digest.of("content"), 7)));
        }
    };

    private static final Flow SOURCE = InternNode.of("file:///x");

    @Test
    void namesLabelsResourcesAndTimeLimitsAreNotCovered() {
        ExecNode plain = ExecNode.of("cat %s", List.of(SOURCE)).build();
        ExecNode named = ExecNode.of("cat %s", List.of(SOURCE))
                .ident("words")
                .labels(Map.of("a", "b"))
                .timeout(Duration.ofSeconds(1))
                .retries(2)
                .secretEnv(Map.of("TOKEN", "x"))
                .slots(List.of(ArgSlot.input(0)))
                .build();
        assertThat(CONTEXT.logicalKey(named)).isEqualTo(CONTEXT.logicalKey(plain));
        assertThat(physical(named)).isEqualTo(physical(plain)).hasSize(1);
    }

    @Test
    void nestingOfAConstantIsCovered() {
        Fileset file = Fileset.of(File.resolved(Digest.of("foo"), 3));
        Fileset flat = Fileset.list(List.of(file, file));
        Fileset nested = Fileset.list(List.of(Fileset.list(List.of(file)), file));
        assertThat(flat.digest()).isEqualTo(nested.digest());
        assertThat(CONTEXT.logicalKey(ValNode.of(flat))).isNotEqualTo(CONTEXT.logicalKey(ValNode.of(nested)));
    }

    @Test
    void whatASourceHoldsIsCoveredUnlessItIsImmutable() {
        assertThat(CONTEXT.logicalKey(InternNode.of("file:///x")))
                .isNotEqualTo(CONTEXT.logicalKey(InternNode.of("file:///x").ofImmutableSource()));
    }

    private static List<Digest> physical(Flow node) {
        return DefaultKeyScheme.INSTANCE.physicalKeys(node, CONTEXT);
    }
}
