package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Keys do not change from version to version: a change makes every result that users have cached unreachable. Who must change
 * the key of an operation raises the version in its domain and states the new value in {@code golden/keys.properties}.
 */
class KeyGoldenTest {
    @Test
    void keysAreThoseOfEarlierVersions() throws IOException {
        Properties golden = new Properties();
        try (InputStream stream = KeyGoldenTest.class.getResourceAsStream("/golden/keys.properties")) {
            golden.load(stream);
        }
        assertThat(keys()).isEqualTo(new TreeMap<>(golden));
    }

    private static Map<String, String> keys() {
        Fileset file = Fileset.of(File.resolved(Digest.of("foo"), 3));
        Flow source = InternNode.of("s3://bucket/prefix/");
        ExecNode exec = ExecNode.of("sort %s >%s", List.of(source))
                .image("ubuntu")
                .slots(List.of(ArgSlot.input(0), ArgSlot.output(0)))
                .outputs(List.of(new OutputSpec("sorted", false, true)))
                .env(Map.of("LC_ALL", "C"))
                .salt(Digest.of("salt"))
                .build();
        JavaNode java =
                JavaNode.of(List.of(source), "count", "1", new byte[] {1, 2}, (values, repository) -> Fileset.EMPTY);
        Map<String, String> keys = new TreeMap<>();
        for (Flow node : List.of(
                source,
                exec,
                java,
                ExternNode.of(exec, "s3://bucket/out/"),
                GroupbyNode.of(source, "(.*)"),
                CollectNode.of(source, ".*", "$0"),
                MapNode.of(source, element -> MergeNode.of(List.of(element))),
                MergeNode.of(List.of(source, exec)),
                PullupNode.of(List.of(source, exec)),
                ValNode.of(Fileset.list(List.of(file, Fileset.list(List.of(file))))),
                DataNode.of(new byte[] {0}),
                KNode.of(List.of(source), Digest.of("k"), values -> exec),
                KctxNode.of(List.of(source), Digest.of("k"), (repository, values) -> exec),
                CoerceNode.of(source, Digest.of("c"), value -> value))) {
            keys.put(node.op(), Keys.logical(node).hex());
        }
        keys.put("val.opaque", Keys.logical(ValNode.opaque(Digest.of("o"))).hex());
        keys.put(
                "val.failure",
                Keys.logical(ValNode.failed(Failure.of(ErrorKind.EVAL, "a", "b", "c")))
                        .hex());
        keys.put(
                "intern.immutable",
                Keys.logical(InternNode.of("s3://b").ofImmutableSource()).hex());
        keys.put(
                "exec.plain",
                Keys.logical(ExecNode.of("true", List.of(source)).build()).hex());
        keys.put("exec.physical", Keys.physical(exec, List.of(file)).hex());
        keys.put(
                "java.physical",
                Keys.physical(java, List.of(Fileset.list(List.of(file)))).hex());
        return keys;
    }
}
