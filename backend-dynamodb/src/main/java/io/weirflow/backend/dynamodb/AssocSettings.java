package io.weirflow.backend.dynamodb;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableSet;
import io.weirflow.base.Retry.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What may be chosen when an index is opened, with what is chosen unless told otherwise. Not thread-safe. */
final class AssocSettings {
    private static final int MOST_DELETIONS = 1_000_000;
    private static final int MOST_SEGMENTS = 1000;

    TableLayout layout = TableLayout.CACHE;
    ImmutableSet<String> labels = ImmutableSet.of();
    Duration precision = Duration.ofHours(1);
    boolean consistent = true;
    int deletionsPerSecond = 300;
    int segments = 8;
    Clock clock = Clock.systemUTC();
    Ticker ticker = Ticker.systemTicker();
    Sleeper sleeper = Sleeper.SYSTEM;
    Backoff backoff = Backoff.USUAL;

    /** Returns all that is wrong. */
    List<String> problems() {
        List<String> wrong = new ArrayList<>();
        if (layout != TableLayout.CACHE && layout != TableLayout.REFLOW) {
            wrong.add("the layout of a cache index is CACHE or REFLOW, not " + layout);
        }
        labels.stream().filter(String::isBlank).forEach(label -> wrong.add("a label is a text key=value, not blank"));
        if (precision.isNegative()) {
            wrong.add("the precision of uses is not negative, found " + precision);
        }
        if (deletionsPerSecond < 1 || deletionsPerSecond > MOST_DELETIONS) {
            wrong.add("deletions are 1 to 1,000,000 a second, found " + deletionsPerSecond);
        }
        if (segments < 1 || segments > MOST_SEGMENTS) {
            wrong.add("scan segments are 1 to 1,000, found " + segments);
        }
        return wrong;
    }

    AssocLayout layoutOf(DynamoTable table) {
        return layout == TableLayout.REFLOW
                ? new ReflowLayout(table, segments, labels)
                : new CacheLayout(table, backoff, labels);
    }
}
