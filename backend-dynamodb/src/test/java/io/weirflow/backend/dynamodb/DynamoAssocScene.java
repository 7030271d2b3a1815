package io.weirflow.backend.dynamodb;

import com.google.common.base.Ticker;
import io.weirflow.backend.dynamodb.FaultyHttp.Fault;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import io.weirflow.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** An index in a new table for each test, on a network whose faults are planned. */
abstract class DynamoAssocScene {
    static final String KEY = "DynamoAssoc";
    static final Backoff AT_ONCE = new Backoff(4, Duration.ofNanos(1), Duration.ofNanos(1), duration -> {});
    private static int tables;

    final FaultyHttp http = new FaultyHttp();
    final DynamoDbClient client = LocalDynamo.client(KEY, http);
    final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_600_000_000));
    final String table = "scene-" + ++tables;

    @AfterEach
    final void closeTheClient() {
        client.close();
        http.close();
    }

    final DynamoAssoc open(DynamoDbClient through, TableLayout layout) {
        return builder(through, layout).open();
    }

    final DynamoAssoc.Builder builder(DynamoDbClient through, TableLayout layout) {
        DynamoTables.create(through, table, layout);
        http.plan(index -> Fault.NONE);
        return DynamoAssoc.builder(through, table)
                .layout(layout)
                .clock(clock)
                .scanSegments(2)
                .deletionsPerSecond(100_000)
                .waiting(Ticker.systemTicker(), duration -> {}, AT_ONCE);
    }

    static AssocKey key(int number) {
        return new AssocKey(AssocKind.FILESET_V2, Digest.of("key " + number));
    }

    static Map<AssocKey, AssocValue> entries(int from, int to) {
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        for (int i = from; i < to; i++) {
            entries.put(key(i), AssocValue.reference(Digest.of("value " + i)));
        }
        return entries;
    }
}
