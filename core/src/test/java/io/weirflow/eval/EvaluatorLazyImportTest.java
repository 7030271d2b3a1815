package io.weirflow.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.reflow.ReflowKeyScheme;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports that only describe their source, where sources are not looked at beforehand. */
class EvaluatorLazyImportTest {
    private static final EvaluationOptions REFLOW = EvaluationOptions.DEFAULT.withKeyScheme(ReflowKeyScheme.create());
    private static final Flow EAGER = InternNode.of("mem://b/in");
    private static final Flow LAZY = InternNode.of("mem://b/in").withMode(InternNode.Mode.LAZY);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void underReflowsKeysALazyImportIsADescriptionThatIsNotKept() {
        lab.source("in", "x");
        for (int round = 0; round < 2; round++) {
            Fileset value = lab.run(REFLOW, LAZY).await().value(LAZY);
            assertThat(value.file().isReference()).isTrue();
            assertThat(value.file().source()).isEqualTo("mem://b/in");
        }
        assertThat(lab.ran()).isEmpty();
        assertThat(lab.assoc.count()).isZero();
    }

    @Test
    void aLazyAndAnEagerImportOfOneUrlAreToldApart() {
        lab.source("in", "x");
        Flow both = MergeNode.of(List.of(LAZY, EAGER));
        Fileset value =
                lab.run(REFLOW.withCacheMode(CacheMode.OFF), both).await().value(both);
        assertThat(value.elements().get(0).file().isReference()).isTrue();
        assertThat(value.elements().get(1).file().isReference()).isFalse();
        assertThat(lab.ran()).containsExactly("intern mem://b/in");
    }

    @Test
    void underReflowsKeysALazyImportTakesWhatAnEagerOneBroughtIn() {
        lab.source("in", "x");
        lab.run(REFLOW, EAGER).await();
        Fileset value = lab.run(REFLOW, LAZY).await().value(LAZY);
        assertThat(lab.text(value)).isEqualTo("x");
        assertThat(value.file().isReference()).isFalse();
        assertThat(lab.ran()).containsExactly("intern mem://b/in");
    }

    @Test
    void aLazyImportWhoseSourceCannotBeDescribedIsExecuted() {
        lab.on("intern", config -> lab.result("from " + config.url()));
        Flow lazy = InternNode.of("elsewhere://b/in").withMode(InternNode.Mode.LAZY);
        assertThat(lab.text(lab.run(REFLOW, lazy).await().value(lazy))).isEqualTo("from elsewhere://b/in");
    }

    @Test
    void aLazyImportOfAnImmutableSourceIsADescriptionAsWell() {
        lab.source("in", "x");
        Flow lazy = InternNode.of("mem://b/in").withMode(InternNode.Mode.LAZY).ofImmutableSource();
        assertThat(lab.run(lazy).await().value(lazy).file().isReference()).isTrue();
        assertThat(lab.ran()).isEmpty();
    }
}
