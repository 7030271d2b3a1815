package io.weirflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Ulid;
import io.weirflow.digest.Digest;
import io.weirflow.eval.EvaluationReport;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import io.weirflow.eval.Progress;
import io.weirflow.eval.Reason;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TextReportTest {
    private final List<NodeReport> nodes = new ArrayList<>();

    @Test
    void countsComeFirstThenReasonsWithTheirNodes() {
        ran(InternNode.of("file:///books/").named("books"), new Reason.SourceChanged(List.of("modified chapter1.txt")));
        ran(exec("words/chapter1.txt"), new Reason.InputChanged("text"));
        ran(exec("merge"), new Reason.InputChanged("counts"));
        add(exec("words/chapter2.txt"), Outcome.CACHED, Optional.empty(), Optional.empty());

        assertThat(report(new Progress(4, 3, 1, 0, 0), Duration.ofMillis(1234))).isEqualTo("""
                        3 ran, 1 cached, 0 failed, in 1.2 s
                          source books ran: source changed: modified chapter1.txt
                          words/chapter1.txt ran: input text changed
                          merge ran: input counts changed""");
    }

    @Test
    void manyNodesWithTheSameReasonShareALine() {
        for (int i = 0; i < 300; i++) {
            ran(exec("words/" + i), new Reason.NeverEvaluated());
        }

        assertThat(report(new Progress(300, 300, 0, 0, 0), Duration.ofSeconds(70)))
                .isEqualTo("""
                        300 ran, 0 cached, 0 failed, in 1 min 10 s
                          words/0, words/1, words/2 and 297 more ran: never evaluated""");
    }

    @Test
    void aLongListOfReasonsIsCutAndSaysSo() {
        for (int i = 0; i < 30; i++) {
            ran(exec("t" + i), new Reason.InputChanged("i" + i));
        }

        assertThat(report(new Progress(30, 30, 0, 0, 0), Duration.ZERO).lines())
                .hasSize(22)
                .contains("  t19 ran: input i19 changed")
                .endsWith("  and 10 more ran, for other reasons");
    }

    @Test
    void failuresAreToldWithAllTheirLines() {
        Failure failure = Failure.of(ErrorKind.EXEC, "exec", "exit code 3\nstderr:\n  no such file", "align");
        add(exec("align"), Outcome.FAILED, Optional.of(new Reason.CommandChanged()), Optional.of(failure));
        add(exec("sort"), Outcome.SKIPPED, Optional.empty(), Optional.empty());

        assertThat(report(new Progress(2, 0, 0, 2, 0), Duration.ofMillis(5))).isEqualTo("""
                        0 ran, 0 cached, 1 failed, 1 skipped, in 5 ms
                          align failed: exec align: docker exec: exit code 3
                            stderr:
                              no such file""");
    }

    @Test
    void everyReasonHasWords() {
        assertThat(ReasonText.of(new Reason.ObjectsMissing(1))).isEqualTo("a file of its result is missing");
        assertThat(ReasonText.of(new Reason.ObjectsMissing(3))).isEqualTo("3 files of its result are missing");
        assertThat(ReasonText.of(new Reason.CacheNotRead())).isEqualTo("the cache was not read");
        assertThat(ReasonText.of(new Reason.CommandChanged())).isEqualTo("command changed");
        assertThat(ReasonText.of(new Reason.EnvironmentChanged())).isEqualTo("image or host changed");
        assertThat(ReasonText.of(new Reason.EntryMissing())).isEqualTo("its entry is no longer in the cache");
        assertThat(ReasonText.of(new Reason.Rejected("an element is empty"))).isEqualTo("an element is empty");
    }

    @Test
    void durationsHaveFewDigits() {
        assertThat(DurationText.of(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(DurationText.of(Duration.ofMillis(12_340))).isEqualTo("12.3 s");
        assertThat(DurationText.of(Duration.ofSeconds(3599))).isEqualTo("59 min 59 s");
        assertThat(DurationText.of(Duration.ofSeconds(7321))).isEqualTo("2 h 2 min");
    }

    private static Flow exec(String name) {
        return ExecNode.of("true", List.of()).ident(name).build();
    }

    private void ran(Flow node, Reason reason) {
        add(node, Outcome.RAN, Optional.of(reason), Optional.empty());
    }

    private void add(Flow node, Outcome outcome, Optional<Reason> reason, Optional<Failure> failure) {
        nodes.add(new NodeReport(node, Digest.of("key"), outcome, reason, failure, Duration.ZERO));
    }

    private String report(Progress progress, Duration duration) {
        return TextReport.of(new EvaluationReport(new Ulid(1, 2), progress, nodes, duration));
    }
}
