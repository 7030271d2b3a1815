package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.blob.BlobStore;
import io.weirflow.blob.Bucket;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources are looked at before the cache is. */
class EvaluatorSourceTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    private static Flow overDirectory() {
        return exec("tag r", exec("cat", InternNode.of("mem://b/d/")));
    }

    @Test
    void anAddedAChangedAndARemovedFileAreNoticedBelowACachedNode() {
        lab.source("d/a", "1");
        lab.source("d/b", "2");
        assertThat(lab.text(overDirectory())).isEqualTo("r(12)");
        lab.source("d/c", "3");
        assertThat(lab.text(overDirectory())).isEqualTo("r(123)");
        lab.source("d/a", "9");
        assertThat(lab.text(overDirectory())).isEqualTo("r(923)");
        lab.store.bucket("b").delete(List.of("d/b"));
        assertThat(lab.text(overDirectory())).isEqualTo("r(93)");
        lab.ran();
        assertThat(lab.text(overDirectory())).isEqualTo("r(93)");
        assertThat(lab.runs).isEmpty();
    }

    @Test
    void aMissingSourceIsAFailureThatNamesIt() {
        Flow root = exec("cat", InternNode.of("mem://b/none"));
        Evaluation evaluation = lab.run(root);
        assertThatThrownBy(evaluation::await)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_EXIST))
                .hasMessageContaining("mem://b/none");
        assertThat(lab.runs).isEmpty();
    }

    @Test
    void anUnknownSchemeIsAFailureThatNamesIt() {
        assertThatThrownBy(() ->
                        lab.run(exec("cat", InternNode.of("gopher://b/x"))).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED))
                .hasMessageContaining("gopher");
    }

    @Test
    void aMissingSourceOnlyFailsWhatNeedsIt() {
        lab.source("in", "x");
        Flow good = exec("cat", InternNode.of("mem://b/in"));
        Flow bad = exec("tag t", InternNode.of("mem://b/none"));
        Evaluation evaluation = lab.run(EvaluationOptions.DEFAULT.withKeepGoing(true), good, bad);
        assertThat(lab.text(evaluation.value(good))).isEqualTo("x");
        assertThatThrownBy(() -> evaluation.value(bad)).hasMessageContaining("mem://b/none");
    }

    @Test
    void eachSourceIsLookedAtOnceInAnEvaluation() {
        lab.source("in", "x");
        List<String> snapshots = Collections.synchronizedList(new ArrayList<>());
        Flow intern = InternNode.of("mem://b/in");
        Flow map = MapNode.of(
                ValNode.of(Fileset.list(List.of(Fileset.of(lab.file("1")), Fileset.of(lab.file("2"))))),
                element -> exec("cat", element, InternNode.of("mem://b/in")));
        Flow lazy = InternNode.of("mem://b/in").withMode(InternNode.Mode.LAZY);
        try (Evaluator evaluator = Evaluator.builder(lab.repository, lab.assoc, lab.executor)
                .sources(BlobMux.of(List.of(new WatchedStore(lab, snapshots))))
                .build()) {
            Flow root = MergeNode.of(List.of(exec("tag a", intern), map, lazy));
            Evaluation evaluation = evaluator
                    .start(List.of(root), EvaluationOptions.DEFAULT.withLookupOrder(LookupOrder.BOTTOM_UP))
                    .await();
            assertThat(lab.text(evaluation.value(root))).isEqualTo("a(x)1x2xx");
            // Once before the cache is looked at, once after the import.
            assertThat(snapshots).hasSize(2);
            snapshots.clear();
            evaluator.start(List.of(root), EvaluationOptions.DEFAULT).await();
            assertThat(snapshots).hasSize(1);
        }
    }

    @Test
    void anImmutableSourceIsNotLookedAt() {
        lab.source("in", "x");
        Flow root = exec("cat", InternNode.of("mem://b/in").ofImmutableSource());
        assertThat(lab.text(root)).isEqualTo("x");
        lab.source("in", "y");
        assertThat(lab.text(root)).isEqualTo("x");
    }

    @Test
    void aLazyImportGivesReferencesWithoutWork() {
        lab.source("d/a", "1");
        Flow lazy = InternNode.of("mem://b/d/").withMode(InternNode.Mode.LAZY);
        Evaluation evaluation = lab.run(lazy).await();
        assertThat(evaluation.value(lazy).files().get("a"))
                .isNotNull()
                .satisfies(file -> assertThat(file.isReference()).isTrue());
        assertThat(evaluation.progress().total()).isZero();
        assertThat(lab.runs).isEmpty();
    }

    @Test
    void aSourceThatChangesWhileItIsImportedIsAFailure() {
        lab.source("in", "x");
        lab.on("intern", config -> {
            lab.source("in", "changed");
            return lab.result("changed");
        });
        Flow root = exec("cat", InternNode.of("mem://b/in"));
        assertThatThrownBy(() -> lab.run(root).await())
                .hasMessageContaining("mem://b/in")
                .hasMessageContaining("changed while it was imported");
        assertThat(lab.assoc.count()).isZero();
    }

    @Test
    void aNewSourceBelowAMapBodyIsLookedAtBeforeTheMapIsKeyed() {
        lab.source("in", "x");
        Flow map = MapNode.of(
                ValNode.of(Fileset.list(List.of(Fileset.of(lab.file("1"))))),
                element -> exec("cat", element, InternNode.of("mem://b/in")));
        Flow root = exec("tag r", map);
        assertThat(lab.text(root)).isEqualTo("r(1x)");
        lab.source("in", "y");
        assertThat(lab.text(root)).isEqualTo("r(1y)");
    }

    @Test
    void anExportIsNotASourceThatIsLookedAt() {
        assertThat(lab.text(ExternNode.of(exec("put a"), "mem://b/new"))).isEqualTo("a");
    }

    /** The lab's sources, with a record of what was looked at. */
    private static final class WatchedStore implements BlobStore {
        private final Lab lab;
        private final List<String> snapshots;

        WatchedStore(Lab lab, List<String> snapshots) {
            this.lab = lab;
            this.snapshots = snapshots;
        }

        @Override
        public String scheme() {
            return lab.store.scheme();
        }

        @Override
        public Bucket bucket(String name) {
            snapshots.add(name);
            return lab.store.bucket(name);
        }
    }
}
