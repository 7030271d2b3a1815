package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.FlowDigests;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.PullupNode;
import io.weirflow.flow.RequirementsNode;
import io.weirflow.flow.ValNode;
import io.weirflow.resource.Requirements;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The digests are those that Reflow's own code gave. */
class ReflowKeySchemeTest {
    private static final ReflowKeyScheme SCHEME = ReflowKeyScheme.create();
    private static final Flow I = InternNode.of("internurl");
    private static final Flow X =
            ExecNode.of("command", List.of(I)).image("image").build();
    private static final Flow G = GroupbyNode.of(I, "foo-(.*)");
    private static final Digest KID = Digest.of("kid");
    private static final Fileset DOT = Fileset.of(File.resolved(Digest.of("foo"), 3));

    @Test
    void logicalKeysAreReflows() {
        assertKey(I, "1130f3ba1d627bd9d2fce296b2152ebba5acb50b26c62ce82cc541daa94672e9");
        assertKey(X, "729ed5ce51300a2dbfc8c04e14195b081660ddf99a379a8f669896ef59aa0e97");
        assertKey(
                ExecNode.of("cat %s > %s", List.of(I))
                        .image("image")
                        .slots(List.of(ArgSlot.input(0), ArgSlot.output(0)))
                        .build(),
                "7c5b2a5030af08a98939566c365355646e580a1a94aaa8c042c1206382d8baf1");
        assertKey(
                ExecNode.of("cmd %s %s %s", List.of(I))
                        .image("image")
                        .slots(List.of(ArgSlot.input(0), ArgSlot.output(0), ArgSlot.output(1)))
                        .build(),
                "a8c42e6bd01020c32c23411324b9d0275110466c08343c457c4a22972d09b594");
        assertKey(
                ExecNode.of("command", List.of(I))
                        .image("image")
                        .salt(Digest.of("1"))
                        .build(),
                "ee44fb5e61087398123ef3f4e9ef8f33726569d98186a30a26a4d853eabae7e3");
        assertKey(ExternNode.of(X, "externurl"), "e91c165a2f7eb81783d6538318d2b6c9521c8300b031e0e7e741cbcef6fabb8f");
        assertKey(G, "692243bc10e453cca62f095f4ca4bedea85f07f10be2267391255b6696839f00");
        assertKey(CollectNode.of(I, ".*", "$0"), "ed1ea878ef445f3f90e438488d7a8af7e4c77c5234f6b6926d72bbd7b9c17240");
        assertKey(
                MapNode.of(
                        G,
                        f -> ExecNode.of("command", List.of(f)).image("image").build()),
                "1ca27c8a871e75db24f7c12e7746f651ad0d20fe9afd01b395a76007ab3837c7");
        assertKey(MergeNode.of(List.of(I, X)), "7038a22eb6eadddafa77ed7318a9dfb72ff3e46827f18ef58939fb99e83d03c4");
        assertKey(PullupNode.of(List.of(I, X)), "11da434fe74297454606f6c6e52b9e94fe038f07f2cca6e80293557b5d2d07e1");
        assertKey(ValNode.of(DOT), "74a295b6f542ae714c6180306a185cc214845bd10e9d2bc4caa28fa7d3270c31");
        assertKey(ValNode.of(Fileset.EMPTY), "e9120b24a07272ed59e8e963d194c4e061701374a1bc658884219e02caab8306");
        assertKey(ValNode.opaque(Digest.of("x")), "8abd727262e3939a6dc570a7da31aa0ca0b1419e6c787cd021ff667f7cd01d24");
        assertKey(
                DataNode.of("hello, world!".getBytes(StandardCharsets.UTF_8)),
                "ec210c9f8886cb8625288035c600441cb9174d237dfe5d6bd169c30618179ac7");
        assertKey(
                KNode.of(List.of(I), KID, v -> I), "948395110da1d1bcb020d0558e001fe48ac432696e62073dbc19c8a9e6be6474");
        assertKey(
                KctxNode.of(List.of(I), KID, (r, v) -> I),
                "0337c7424e0d9fb5325b8b72d39167af008050156fc1817f8a3700377a16116f");
        assertKey(CoerceNode.of(I, KID, v -> v), "5a48d124b8b9c9f4a3ef72f85283aa4057ab75a1a645573679bce0d6e63d620d");
        assertKey(
                RequirementsNode.of(I, Requirements.NONE),
                "1130f3ba1d627bd9d2fce296b2152ebba5acb50b26c62ce82cc541daa94672e9");
    }

    private static void assertKey(Flow node, String hex) {
        assertThat(new FlowDigests(SCHEME).of(node).hex()).as(node.toString()).isEqualTo(hex);
    }

    @Test
    void aUniverseKeepsKeysApart() {
        assertThat(new FlowDigests(SCHEME.withUniverse("universe")).of(I).hex())
                .isEqualTo("0c58a2a91a99be785669d59943e40c4196b2be965086c7818dc9f74c8f0c560f");
    }

    @Test
    void bothVersionsOfDigestsOfAnUpstreamTestAreKept() {
        Flow map = MapNode.of(
                GroupbyNode.of(CollectNode.of(I, ".*", "$0"), "foo-(.*)"),
                f -> ExecNode.of("command", List.of(f)).image("image").build());
        Flow flow = ExternNode.of(map, "externurl");
        assertThat(new FlowDigests(SCHEME).of(flow).hex())
                .isEqualTo("02751e46c573a31747a30b05c2b73b2eb556fb45fb4c0aaf88d170f4b5e6d4e7");
        assertThat(new FlowDigests(SCHEME.withHashV1()).of(flow).hex())
                .isEqualTo("5a3a916fe9a11b67f9a0dbd67f6fac0f986dd67803267e79f25f866ca9781e2f");
    }

    @Test
    void physicalKeysAreReflowsForTheImageAndTheOneThatTheUserNamed() {
        ExecNode exec = ExecNode.of("cat %s > %s", List.of(ValNode.of(DOT)))
                .image("image")
                .originalImage("orig")
                .slots(List.of(ArgSlot.input(0), ArgSlot.output(0)))
                .build();
        assertThat(SCHEME.physicalKeys(exec, new ReflowValues(List.of(DOT))).stream()
                        .map(Digest::hex))
                .containsExactly(
                        "44fcf3782592b8cca8138d9329204dacf03b29e62adaffa2848928d84635320e",
                        "d79e4642957bc34b9288324b419a11f181ef061f1d1c1c0ce1568f4807bf812a");
        assertKey(exec, "7984213237f87414ba254cd98b41c4f31a5df8d2e155407dd873f2643fad391f");
        Flow extern = ExternNode.of(ValNode.of(DOT), "s3://b/k");
        assertThat(SCHEME.physicalKeys(extern, new ReflowValues(List.of(DOT))).stream()
                        .map(Digest::hex))
                .containsExactly("4f38c238448eb078b77e786f577e6fa0b822b2e19c86c6933062b197f0d72d4f");
        ExecNode plain = ExecNode.of("cmd1", List.of()).image("image").build();
        assertThat(SCHEME.physicalKeys(plain, new ReflowValues(List.of()))).containsExactly(Digest.of("imagecmd1"));
    }

    @Test
    void whatReflowHasNoKeyForIsRefused() {
        Flow java = JavaNode.of(List.of(), "a", "1", new byte[0], (values, repository) -> Fileset.EMPTY);
        Flow env = ExecNode.of("true", List.of()).env(Map.of("A", "b")).build();
        for (Flow node : List.of(java, env)) {
            assertThatThrownBy(() -> new FlowDigests(SCHEME).of(node))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED));
        }
    }

    @Test
    void failuresAreNeverEqual() {
        ValNode failed = ValNode.failed(Failure.ofMessage("broken"));
        assertThat(new FlowDigests(SCHEME).of(failed)).isNotEqualTo(new FlowDigests(SCHEME).of(failed));
    }

    @Test
    void deepGraphsAreKeyedWithoutRecursionInBothVersions() {
        Flow chain = I;
        for (int i = 0; i < 100_000; i++) {
            chain = RequirementsNode.of(chain, Requirements.NONE);
        }
        assertThat(new FlowDigests(SCHEME).of(chain)).isEqualTo(new FlowDigests(SCHEME).of(I));
        Flow merges = I;
        for (int i = 0; i < 2_000; i++) {
            merges = MergeNode.of(List.of(merges));
        }
        assertThat(new FlowDigests(SCHEME.withHashV1()).of(merges)).isNotNull();
    }

    @Test
    void theFirstVersionOverManyPathsIsRefusedInsteadOfNeverEnding() {
        List<Flow> layer = List.of(I, X);
        for (int i = 0; i < 40; i++) {
            layer = List.of(MergeNode.of(layer), PullupNode.of(layer));
        }
        Flow root = MergeNode.of(layer);
        assertThatThrownBy(() -> SCHEME.withHashV1().logicalKey(root, new ReflowValues(List.of())))
                .hasMessageContaining("hashv2");
    }

    @Test
    void valuesAreStoredInVersion2AndReadInBoth() {
        Fileset value = Fileset.list(List.of(
                Fileset.of(File.resolved(Digest.of("foo"), 3)
                        .withAssertions(
                                Assertions.of(new AssertionKey(AssertionKey.BLOB, "s3://b/k"), Map.of("etag", "1")))),
                Fileset.EMPTY));
        byte[] stored = SCHEME.encode(value);
        assertThat(SCHEME.decode(AssocKind.FILESET_V2, stored)).isEqualTo(value);
        byte[] first = FilesetJson.writeV1(value).getBytes(StandardCharsets.UTF_8);
        assertThat(SCHEME.decode(AssocKind.FILESET, first)).isEqualTo(value);
    }

    @Test
    void aStoredValueOfTheOtherVersionIsNotTakenForAnEmptyOne() {
        List<byte[]> wrong = new ArrayList<>(List.of(new byte[0]));
        wrong.add("{}".getBytes(StandardCharsets.UTF_8));
        wrong.add("{\"Fileset\":{}}".getBytes(StandardCharsets.UTF_8));
        for (byte[] stored : wrong) {
            assertThatThrownBy(() -> SCHEME.decode(AssocKind.FILESET_V2, stored))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY));
        }
        assertThatThrownBy(() -> SCHEME.decode(AssocKind.FILESET, SCHEME.encode(DOT)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY));
    }
}
