package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.Presence;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Content that is damaged, or gone although it was trusted to be there, is produced again within the same evaluation. */
class EvaluatorDamageTest {
    private static final EvaluationOptions TARGETS = EvaluationOptions.DEFAULT.withPresence(Presence.CHECK_TARGETS);
    private static final byte[] WRONG = {1, 2, 3};

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    private void damage(String content) {
        assertThat(lab.repository.missing(List.of(Digest.of(content)))).isEmpty();
        lab.repository.damage(Digest.of(content), WRONG);
    }

    private void lose(String content) {
        assertThat(lab.repository.remove(Digest.of(content))).isTrue();
    }

    private Flow directory() {
        lab.source("d/1", "a");
        lab.source("d/2", "b");
        lab.source("d/3", "c");
        return InternNode.of("mem://b/d/");
    }

    private List<AssocEntry> entries(AssocKind kind) {
        List<AssocEntry> entries = new ArrayList<>();
        lab.assoc.scan(EnumSet.of(kind), entries::add);
        return entries;
    }

    private static Digest blob(AssocEntry entry) {
        return ((AssocValue.Reference) entry.value()).digest();
    }

    private static Flow each(Flow directory, String command) {
        Flow files = GroupbyNode.of(directory, "(.*)");
        return MapNode.of(files, file -> exec(command, file));
    }

    @Test
    void anImportedFileThatIsDamagedIsImportedAgain() {
        Flow source = directory();
        lab.run(exec("tag a", source)).await();
        lab.ran();
        damage("b");
        assertThat(lab.text(exec("tag b", source))).isEqualTo("b(abc)");
        assertThat(lab.ran()).contains("intern mem://b/d/");
        assertThat(lab.repository.read(Digest.of("b"))).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anElementOfAMapThatIsDamagedIsProducedAgain() {
        Flow source = directory();
        lab.run(each(source, "tag a")).await();
        lab.ran();
        damage("b");
        assertThat(lab.text(each(source, "tag b"))).isEqualTo("b(a)b(b)b(c)");
        assertThat(lab.ran()).contains("intern mem://b/d/");
    }

    @Test
    void anElementOfAMapThatIsGoneIsProducedAgain() {
        Flow source = directory();
        lab.run(each(source, "tag a")).await();
        lose("b");
        Flow again = each(source, "tag b");
        assertThat(lab.text(lab.run(TARGETS, again).await().value(again))).isEqualTo("b(a)b(b)b(c)");
    }

    @Test
    void contentOfWhichAllElementsOfAMapAreDamagedIsProducedAgain() {
        String letters = IntStream.range(0, 40).mapToObj(i -> i + "=n" + i).collect(Collectors.joining(","));
        Flow files = exec("files " + letters);
        lab.run(files).await();
        IntStream.range(0, 40).forEach(i -> damage("n" + i));
        String expected = IntStream.range(0, 40)
                .mapToObj(String::valueOf)
                .sorted()
                .map(i -> "t(n" + i + ")")
                .collect(Collectors.joining());
        assertThat(lab.text(each(files, "tag t"))).isEqualTo(expected);
    }

    @Test
    void manyThatReadTheSameDamagedFileHaveItProducedAgain() {
        lab.run(exec("put x")).await();
        damage("x");
        List<Flow> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(exec("tag " + i, CollectNode.of(exec("put x"), ".*", "$0")));
        }
        Flow root = MergeNode.of(readers);
        String expected = IntStream.range(0, 100).mapToObj(i -> i + "(x)").collect(Collectors.joining());
        assertThat(lab.text(root)).isEqualTo(expected);
    }

    @Test
    void theInputOfAJavaFunctionIsProducedAgain() {
        Flow put = exec("put x");
        lab.run(put).await();
        lab.ran();
        damage("x");
        assertThat(lab.text(upper(put, "1"))).isEqualTo("X");
        assertThat(lab.ran()).containsExactly("put x");
        lose("x");
        Flow next = upper(put, "2");
        assertThat(lab.text(lab.run(TARGETS, next).await().value(next))).isEqualTo("X");
        assertThat(lab.ran()).containsExactly("put x");
    }

    private static Flow upper(Flow input, String version) {
        return JavaNode.of(List.of(input), "upper", version, new byte[0], (values, repository) -> {
            String text = new String(repository.read(values.get(0).file().id()), StandardCharsets.UTF_8);
            byte[] upper = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return Fileset.of(File.resolved(repository.put(upper), upper.length));
        });
    }

    @Test
    void whatAContinuationReadsIsProducedAgain() {
        Flow put = exec("put x");
        lab.run(put).await();
        damage("x");
        Flow kctx = KctxNode.of(
                List.of(put),
                Digest.of("reads"),
                (repository, values) -> exec(
                        "put " + new String(repository.read(values.get(0).file().id()), StandardCharsets.UTF_8) + "!"));
        assertThat(lab.text(kctx)).isEqualTo("x!");
    }

    @Test
    void whatAContinuationPassesOnIsProducedAgain() {
        Flow put = exec("put x");
        Flow k = KNode.of(List.of(put), Digest.of("passes"), values -> ValNode.of(values.get(0)));
        lab.run(k).await();
        lab.ran();
        lose("x");
        assertThat(lab.text(lab.run(TARGETS, k).await().value(k))).isEqualTo("x");
        assertThat(lab.ran()).containsExactly("put x");
    }

    @Test
    void aStoredValueWhoseBlobIsDamagedIsComputedAgainAndRepaired() {
        String entries = IntStream.range(0, 300)
                .mapToObj(i -> "file-of-a-long-name-" + i + "=" + i)
                .collect(Collectors.joining(","));
        Flow large = exec("files " + entries);
        lab.run(large).await();
        lab.ran();
        List<AssocEntry> stored = entries(AssocKind.RESULT);
        assertThat(stored).allSatisfy(entry -> assertThat(entry.value()).isInstanceOf(AssocValue.Reference.class));
        stored.forEach(entry -> lab.repository.damage(blob(entry), WRONG));
        assertThat(lab.run(large).await().progress().ran()).isEqualTo(1);
        assertThat(lab.run(large).await().progress().cached()).isEqualTo(1);
    }

    @Test
    void anInlineValueThatIsDamagedAnywhereIsComputedAgainAndRepaired() {
        Flow put = exec("put x");
        lab.run(put).await();
        byte[] good = ((AssocValue.Inline) entries(AssocKind.RESULT).get(0).value()).bytes();
        for (int position = 0; position < good.length; position++) {
            byte[] bad = good.clone();
            bad[position] ^= 1;
            entries(AssocKind.RESULT).forEach(entry -> lab.assoc.store(Map.of(entry.key(), AssocValue.inline(bad))));
            assertThat(lab.text(put)).as("wrong byte at " + position).isEqualTo("x");
            assertThat(lab.run(put).await().progress()).isEqualTo(new Progress(1, 0, 1, 0, 0));
        }
    }

    @Test
    void aDamagedManifestOnlyCostsTheReasons() {
        EvaluationOptions named = EvaluationOptions.DEFAULT.withName("work");
        lab.run(named, exec("put x")).await();
        entries(AssocKind.MANIFEST).forEach(entry -> lab.repository.damage(blob(entry), WRONG));
        Flow next = exec("put y");
        Evaluation evaluation = lab.run(named, next).await();
        assertThat(lab.text(evaluation.value(next))).isEqualTo("y");
        assertThat(evaluation.report().nodes().get(0).reason()).contains(new Reason.NeverEvaluated());
        assertThat(lab.run(named, next).await().progress().cached()).isEqualTo(1);
    }
}
