package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.KeyScheme;
import io.weirflow.flow.MergeNode;
import io.weirflow.reflow.ReflowKeyScheme;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Evaluators in different processes that share a table: what one ran, the others do not. */
class EvaluationOnDynamoTest {
    private static final int NODES = 1000;
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DynamoDbClient CLIENT = LocalDynamo.client("EvaluationOnDynamoTest", HTTP);

    private final MemoryRepository repository = MemoryRepository.create();

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
        HTTP.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHE", "REFLOW"})
    void aThousandCachedNodesCostTheirShareOfBatchedReads(TableLayout layout) {
        String table = "evaluation-" + layout;
        DynamoTables.create(CLIENT, table, layout);
        KeyScheme scheme = layout == TableLayout.REFLOW ? ReflowKeyScheme.create() : DefaultKeyScheme.INSTANCE;

        assertThat(evaluate(table, layout, scheme, "first").progress().ran()).isEqualTo(NODES + 1);
        for (Map<String, AttributeValue> item :
                CLIENT.scanPaginator(request -> request.tableName(table)).items()) {
            assertThat(item).containsKey(layout == TableLayout.REFLOW ? "ValueV2" : "LastUse");
        }

        HTTP.plan(index -> FaultyHttp.Fault.NONE);
        Evaluation changed = evaluate(table, layout, scheme, "second");
        assertThat(changed.progress().ran()).isEqualTo(1);
        assertThat(changed.progress().cached()).isEqualTo(NODES);
        assertThat(HTTP.operations()).filteredOn("BatchGetItem"::equals).hasSizeLessThanOrEqualTo(NODES / 100 + 10);
        assertThat(HTTP.operations()).hasSizeLessThanOrEqualTo(NODES / 100 + 15);

        HTTP.plan(index -> FaultyHttp.Fault.NONE);
        assertThat(evaluate(table, layout, scheme, "second").progress().ran()).isZero();
        assertThat(HTTP.operations()).hasSizeLessThanOrEqualTo(4);
    }

    /** Evaluates as another process does: only the table and the repository are shared. */
    private Evaluation evaluate(String table, TableLayout layout, KeyScheme scheme, String rootCommand) {
        List<Flow> leaves = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            leaves.add(ExecNode.of("leaf " + i, List.of()).build());
        }
        Flow root = ExecNode.of(rootCommand, List.of(MergeNode.of(leaves))).build();
        try (DynamoAssoc assoc =
                        DynamoAssoc.builder(CLIENT, table).layout(layout).open();
                Evaluator evaluator = Evaluator.builder(repository, assoc, ScriptedExecutor.of(repository, this::run))
                        .build()) {
            Evaluation evaluation = evaluator.start(
                    List.of(root),
                    EvaluationOptions.DEFAULT.withKeyScheme(scheme).withName("test"));
            return evaluation.await();
        }
    }

    private Result run(ExecConfig config) {
        byte[] output = ("output of " + config.command()).getBytes(StandardCharsets.UTF_8);
        return Result.of(Fileset.of(File.resolved(repository.put(output), output.length)));
    }
}
