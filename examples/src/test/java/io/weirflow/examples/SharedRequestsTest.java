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
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/** What an evaluation over a table and a bucket asks of them when most is cached: the figures in docs/operations.md. */
class SharedRequestsTest {
    /** How many different contents the nodes have. */
    private static final int CONTENTS = 100;

    /** More requests than a root that is evaluated and the explanation of it need, of each kind of operation. */
    private static final int ROOT_AND_MANIFEST = 4;

    private static final Requests REQUESTS = new Requests();
    private static CloudServers servers;
    private static DynamoDbClient dynamo;
    private static S3Client s3;

    /** Notes requests: an operation, and of which object where the head of one is asked for. */
    private static final class Requests implements ExecutionInterceptor {
        private final Queue<String> requests = new ConcurrentLinkedQueue<>();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            String object = context.request() instanceof HeadObjectRequest head ? " " + head.key() : "";
            requests.add(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME) + object);
        }

        List<String> of(String operation) {
            return requests.stream()
                    .filter(request -> request.startsWith(operation))
                    .toList();
        }

        void clear() {
            requests.clear();
        }
    }

    @BeforeAll
    static void startTheServers() throws Exception {
        servers = CloudServers.start();
        servers.set();
        dynamo = DynamoDbClient.builder()
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(REQUESTS))
                .build();
        s3 = S3Client.builder()
                .forcePathStyle(true)
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(REQUESTS))
                .build();
    }

    @AfterAll
    static void stopTheServers() {
        s3.close();
        dynamo.close();
        servers.forget();
        servers.close();
    }

    /** Evaluators in processes of their own, that share a table and a repository. */
    private static final class Shared {
        final int nodes;
        final String table;
        final S3Repository repository;
        final List<Fileset> values = new ArrayList<>();

        Shared(int nodes) {
            this.nodes = nodes;
            this.table = "requests-" + nodes;
            this.repository = S3Repository.of(S3BlobStore.of(s3).bucket(CloudServers.BUCKET), table);
            DynamoTables.create(dynamo, table, TableLayout.CACHE);
            for (int i = 0; i < CONTENTS; i++) {
                values.add(value("content " + i));
            }
        }

        private Fileset value(String text) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            return Fileset.of(File.resolved(repository.put(content), content.length));
        }

        private Result run(ExecConfig config) {
            String command = config.command();
            return Result.of(
                    command.startsWith("leaf ")
                            ? values.get(Integer.parseInt(command.substring(5)) % CONTENTS)
                            : value(command));
        }

        /** Evaluates leaves that are the same each time, below a root. */
        Evaluation evaluate(String root, Presence presence) {
            List<Flow> leaves = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                leaves.add(ExecNode.of("leaf " + i, List.of()).build());
            }
            Flow target = ExecNode.of(root, List.of(MergeNode.of(leaves))).build();
            REQUESTS.clear();
            try (DynamoAssoc assoc = DynamoAssoc.open(dynamo, table);
                    Evaluator evaluator = Evaluator.builder(
                                    repository, assoc, ScriptedExecutor.of(repository, this::run))
                            .build()) {
                return evaluator
                        .start(
                                List.of(target),
                                EvaluationOptions.DEFAULT.withName("requests").withPresence(presence))
                        .await();
            }
        }
    }

    private static String head(Shared shared, String content) {
        return "HeadObject " + shared.table + "/objects/" + Digest.of(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 10_000})
    void cachedNodesCostTheirShareOfBatchedReadsAndAHeadForEachObjectIfItIsToBeChecked(int nodes) {
        Shared shared = new Shared(nodes);
        assertThat(shared.evaluate("first", Presence.TRUST).progress().ran()).isEqualTo(nodes + 1);

        Evaluation checked = shared.evaluate("second", Presence.CHECK);
        assertThat(checked.progress().ran()).isEqualTo(1);
        assertThat(checked.progress().cached()).isEqualTo(nodes);
        assertThat(REQUESTS.of("BatchGetItem")).hasSizeBetween(nodes / 100, nodes / 100 + ROOT_AND_MANIFEST);
        assertThat(REQUESTS.of("HeadObject"))
                .contains(head(shared, "content 0"), head(shared, "content 99"))
                .doesNotHaveDuplicates()
                .hasSizeLessThanOrEqualTo(CONTENTS + 1);
        assertThat(REQUESTS.of("")).hasSizeLessThanOrEqualTo(nodes / 100 + CONTENTS + 1 + 3 * ROOT_AND_MANIFEST);

        Evaluation trusted = shared.evaluate("third", Presence.TRUST);
        assertThat(trusted.progress().ran()).isEqualTo(1);
        assertThat(trusted.progress().cached()).isEqualTo(nodes);
        assertThat(REQUESTS.of("BatchGetItem")).hasSizeBetween(nodes / 100, nodes / 100 + ROOT_AND_MANIFEST);
        assertThat(REQUESTS.of("HeadObject"))
                .as("what is asked for is what ran, before its entry is written")
                .isSubsetOf(head(shared, "third"));
        assertThat(REQUESTS.of("")).hasSizeLessThanOrEqualTo(nodes / 100 + 1 + 3 * ROOT_AND_MANIFEST);

        assertThat(shared.evaluate("third", Presence.CHECK_TARGETS).progress().ran())
                .isZero();
        assertThat(REQUESTS.of("HeadObject")).isSubsetOf(head(shared, "third"));
        assertThat(shared.evaluate("third", Presence.TRUST).progress().ran()).isZero();
        assertThat(REQUESTS.of("HeadObject")).isEmpty();
        assertThat(REQUESTS.of("")).hasSizeLessThanOrEqualTo(2 * ROOT_AND_MANIFEST);
    }
}
