package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.backend.dynamodb.DynamoAssoc;
import io.weirflow.backend.dynamodb.DynamoTables;
import io.weirflow.backend.dynamodb.TableLayout;
import io.weirflow.backend.s3.S3BlobStore;
import io.weirflow.backend.s3.S3Repository;
import io.weirflow.cache.Presence;
import io.weirflow.digest.Digest;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.ValNode;
import io.weirflow.reflow.ReflowKeyScheme;
import io.weirflow.testkit.ScriptedExecutor;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Evaluations in the bucket and the table of a Reflow installation. Keys, the value's digest and the bytes of its object were made by
 * Reflow's own code.
 */
class JoinReflowTest {
    private static final String LOGICAL = "7984213237f87414ba254cd98b41c4f31a5df8d2e155407dd873f2643fad391f";
    private static final String PHYSICAL = "44fcf3782592b8cca8138d9329204dacf03b29e62adaffa2848928d84635320e";
    private static final String PHYSICAL_OF_ORIGINAL_IMAGE =
            "d79e4642957bc34b9288324b419a11f181ef061f1d1c1c0ce1568f4807bf812a";
    private static final String VALUE = "sha256:c740cc14187db975b76db8cb517ea1be9583fb26ff0ac586dcb8e9327a31f84d";
    private static final byte[] VALUE_OBJECT = HexFormat.of()
            .parseHex(
                    "76323031000000000000000051000000000000000a4f0801124b0a477368613235363a3263323662343662363866666336"
                            + "386666393962343533633164333034313334313334323264373036343833626661306639386135653838363236366537616510"
                            + "031200000000000000121010ffffffffffffffffff011a012e2001");
    private static final byte[] CONTENT = {'f', 'o', 'o'};
    private static final Fileset FOO = Fileset.of(File.resolved(Digest.of(CONTENT), CONTENT.length));
    private static final Flow NODE = ExecNode.of("cat %s > %s", List.of(ValNode.of(FOO)))
            .image("image")
            .originalImage("orig")
            .slots(List.of(ArgSlot.input(0), ArgSlot.output(0)))
            .build();

    private static CloudServers servers;
    private static DynamoDbClient dynamo;
    private static S3Client s3;

    @BeforeAll
    static void startTheServers() throws Exception {
        servers = CloudServers.start();
        servers.set();
        dynamo = DynamoDbClient.create();
        s3 = S3Client.builder().forcePathStyle(true).build();
    }

    @AfterAll
    static void stopTheServers() {
        s3.close();
        dynamo.close();
        servers.forget();
        servers.close();
    }

    private static void putObject(Digest digest, byte[] content) {
        s3.putObject(
                request -> request.bucket(CloudServers.BUCKET).key("objects/" + digest),
                RequestBody.fromBytes(content));
    }

    private static Evaluation evaluate(String table) {
        S3Repository repository = S3Repository.of(S3BlobStore.of(s3).bucket(CloudServers.BUCKET));
        try (DynamoAssoc assoc = DynamoAssoc.builder(dynamo, table)
                        .layout(TableLayout.REFLOW)
                        .open();
                Evaluator evaluator = Evaluator.builder(repository, assoc, ScriptedExecutor.of(repository, config -> {
                            repository.put(CONTENT);
                            return Result.of(FOO);
                        }))
                        .build()) {
            return evaluator
                    .start(
                            List.of(NODE),
                            EvaluationOptions.DEFAULT
                                    .withKeyScheme(ReflowKeyScheme.create())
                                    .withPresence(Presence.CHECK))
                    .await();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGICAL, PHYSICAL, PHYSICAL_OF_ORIGINAL_IMAGE})
    void whatReflowCachedIsNotRun(String key) {
        String table = "reflow-" + key.substring(0, 8);
        DynamoTables.create(dynamo, table, TableLayout.REFLOW);
        putObject(Digest.of(CONTENT), CONTENT);
        putObject(Digest.parse(VALUE), VALUE_OBJECT);
        dynamo.putItem(request -> request.tableName(table)
                .item(Map.of(
                        "ID", AttributeValue.fromS("sha256:" + key),
                        "ID4", AttributeValue.fromS(key.substring(0, 8)),
                        "ValueV2", AttributeValue.fromS(VALUE),
                        "LastAccessTime", AttributeValue.fromN("1600000000"))));

        Evaluation evaluation = evaluate(table);

        assertThat(evaluation.progress().ran()).isZero();
        assertThat(evaluation.value(NODE)).isEqualTo(FOO);
    }

    @Test
    void whatIsCachedHereHasTheItemsAndObjectsThatReflowLooksFor() {
        DynamoTables.create(dynamo, "ours", TableLayout.REFLOW);
        assertThat(evaluate("ours").progress().ran()).isEqualTo(1);

        Map<String, Map<String, AttributeValue>> items = new HashMap<>();
        dynamo.scanPaginator(request -> request.tableName("ours"))
                .items()
                .forEach(item -> items.put(item.get("ID").s(), item));
        for (String key : List.of(LOGICAL, PHYSICAL, PHYSICAL_OF_ORIGINAL_IMAGE)) {
            assertThat(items.remove("sha256:" + key))
                    .containsOnlyKeys("ID", "ID4", "ValueV2", "LastAccessTime")
                    .containsEntry("ID4", AttributeValue.fromS(key.substring(0, 8)))
                    .containsEntry("ValueV2", AttributeValue.fromS(VALUE));
        }
        assertThat(items).isEmpty();
        assertThat(object(VALUE)).isEqualTo(VALUE_OBJECT);
        assertThat(object(Digest.of(CONTENT).toString())).isEqualTo(CONTENT);
    }

    private static byte[] object(String digest) {
        return s3.getObjectAsBytes(
                        request -> request.bucket(CloudServers.BUCKET).key("objects/" + digest))
                .asByteArray();
    }
}
