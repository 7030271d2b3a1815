package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.FlowDigests;
import io.weirflow.flow.InternNode;
import io.weirflow.resource.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTextTest {
    @Test
    void nodesAreShownAsReflowShowsThem() {
        FlowDigests digests = new FlowDigests(ReflowKeyScheme.create());
        Flow intern = InternNode.of("s3://b/k");
        Flow exec = ExecNode.of("cmd %s %s", List.of(intern))
                .image("image")
                .slots(List.of(ArgSlot.input(0), ArgSlot.output(0)))
                .resources(Resources.of(1, 1 << 30))
                .build();
        assertThat(FlowText.text(intern, digests::of, "Init"))
                .isEqualTo("flow 1fa1247e state Init {} intern url \"s3://b/k\"");
        assertThat(FlowText.text(exec, digests::of, "Init"))
                .isEqualTo("flow c422a4c7 state Init {mem:1.0GiB cpu:1 disk:0B} exec image image"
                        + " cmd \"cmd %s %s\" deps 1fa1247e");
    }

    @Test
    void longCommandsKeepBothEndsAndLongImagesTheirEnd() {
        String text = "dd if=/dev/zero of=$tmp/foobar count=1024.sleep 200&.sleep 200&.sleep 200";
        assertThat(FlowText.keepEnds(text, 10)).isEqualTo("dd i.. 200");
        assertThat(FlowText.keepRight("helloworld", 5)).isEqualTo("..rld");
        assertThat(FlowText.keepRight("hello", 5)).isEqualTo("hello");
    }

    @Test
    void spacesAreCollapsed() {
        assertThat(FlowText.withoutSpaces("\t\t\nspace bound \n\t  string\nok\n\n"))
                .isEqualTo("space bound string.ok");
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/bin/bwa -foo bar, ../bwa -foo bar",
        "/usr/bin/echo, ../echo",
        "/some/path/name/, ../name/",
        "echo /a/b, echo /a/b",
        "/, ../",
    })
    void foldersBeforeTheProgramAreLeftOut(String command, String shown) {
        assertThat(FlowText.withoutFolders(command)).isEqualTo(shown);
    }

    @Test
    void commandsAreShownWithTheirArguments() {
        ExecNode exec = ExecNode.of("\n /opt/bin/sort %s\n\t| uniq >%s ", List.of())
                .image("example.com/a-very-long-path-to-an-image/tools:1.0")
                .build();
        assertThat(FlowText.abbreviatedCommand(exec, List.of("in", "out")))
                .isEqualTo("..a-very-long-path-to-an-image/tools:1.0 ../sort in.| uniq >out");
    }

    @ParameterizedTest
    @CsvSource({
        "a\"b\\c, '\"a\\\"b\\\\c\"'",
        "é日😀, '\"é日😀\"'",
        "a\u0000\u001f\u007f, '\"a\\x00\\x1f\\x7f\"'",
        "\u00a0\u200b\uFEFF, '\"\\u00a0\\u200b\\ufeff\"'",
        "'a\n\t\r\u0007', '\"a\\n\\t\\r\\a\"'",
        "\uDBFF\uDFFF, '\"\\U0010ffff\"'",
    })
    void quotedTextsEscapeWhatDoesNotPrint(String text, String quoted) {
        assertThat(GoQuote.quote(text)).isEqualTo(quoted);
    }
}
