package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class UsesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Logger LOGGER = Logger.getLogger(Uses.class.getName());

    private final Warnings warnings = new Warnings();

    private static final class Warnings extends Handler {
        final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                texts.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(warnings);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(warnings);
    }

    private static List<Map<String, AttributeValue>> keys(int count) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(Map.of("key", AttributeValue.fromN(Integer.toString(i))));
        }
        return keys;
    }

    @Test
    void ofFailuresInARowTheFirstIsAWarning() {
        AtomicBoolean denied = new AtomicBoolean(true);
        AtomicInteger recorded = new AtomicInteger();
        Uses uses = new Uses(key -> {
            if (denied.get()) {
                throw WeirflowException.of(ErrorKind.NOT_ALLOWED, "use", "credentials that only read");
            }
            recorded.incrementAndGet();
        });
        uses.add(keys(1000));
        assertThat(uses.await(LONG)).isTrue();
        assertThat(warnings.texts).singleElement().asString().contains("credentials that only read");

        denied.set(false);
        uses.add(keys(1000));
        assertThat(uses.await(LONG)).isTrue();
        assertThat(recorded).hasValue(1000);

        denied.set(true);
        uses.add(keys(1000));
        assertThat(uses.await(LONG)).isTrue();
        assertThat(warnings.texts).hasSize(2);
    }
}
