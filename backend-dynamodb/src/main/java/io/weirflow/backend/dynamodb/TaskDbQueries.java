package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** What is asked of Reflow's task database, by the indexes that Reflow's own queries use. */
final class TaskDbQueries {
    private static final String NO_INDEX = "specified index";
    private static final int SEGMENTS = 8;

    private final DynamoTable table;

    TaskDbQueries(DynamoTable table) {
        this.table = table;
    }

    Optional<ReflowRow> row(Digest id) {
        Map<String, AttributeValue> key = Map.of(TaskDbItem.ID, AttributeValue.fromS(id.toString()));
        Map<String, AttributeValue> found = table.request(
                        "find row",
                        client -> client.getItem(
                                request -> request.tableName(table.name()).key(key)))
                .item();
        return read(found);
    }

    List<ReflowRow> expand(String hexPrefix) {
        if (!hexPrefix.matches("[0-9a-f]{8,64}")) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "expand",
                    "expected 8 to 64 lower-case hexadecimal digits",
                    '"' + hexPrefix + '"');
        }
        List<ReflowRow> rows = new ArrayList<>();
        QueryRequest.Builder query = query(
                TableIndex.ID4,
                "#hash = :hash AND begins_with(#range, :range)",
                Map.of("#hash", TaskDbItem.ID4, "#range", TaskDbItem.ID),
                Map.of(":hash", hexPrefix.substring(0, 8), ":range", "sha256:" + hexPrefix));
        all(query, item -> read(item).ifPresent(rows::add));
        return rows;
    }

    List<ReflowTask> tasksOf(Digest run) {
        List<ReflowTask> tasks = new ArrayList<>();
        QueryRequest.Builder query =
                query(TableIndex.RUN, "#hash = :hash", Map.of("#hash", "RunID"), Map.of(":hash", run.toString()));
        all(
                query,
                item -> read(item)
                        .filter(ReflowTask.class::isInstance)
                        .map(ReflowTask.class::cast)
                        .ifPresent(tasks::add));
        tasks.sort(Comparator.comparing(ReflowTask::start));
        return tasks;
    }

    /** Returns rows of a type whose keepalive lies within a stretch of time, the last first. */
    <T extends ReflowRow> List<T> alive(
            String type, Class<T> rowType, Optional<String> user, Instant since, Instant until, int limit) {
        if (!since.isBefore(until)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "query " + type + "s", "the end is not after the begin", since, until);
        }
        checkLimit(type, limit);
        List<T> rows = new ArrayList<>();
        Instant last = until.minusNanos(1);
        LocalDate first = LocalDate.ofInstant(since, ZoneOffset.UTC);
        for (LocalDate day = LocalDate.ofInstant(last, ZoneOffset.UTC);
                !day.isBefore(first) && rows.size() < limit;
                day = day.minusDays(1)) {
            QueryRequest request = aliveOn(day, type, user, since, last);
            some(request.toBuilder(), limit - rows.size(), item -> read(item).map(rowType::cast), rows::add);
        }
        return rows;
    }

    private QueryRequest aliveOn(LocalDate day, String type, Optional<String> user, Instant since, Instant last) {
        Map<String, String> names = new HashMap<>(
                Map.of("#hash", TaskDbItem.DATE, "#range", TaskDbItem.KEEPALIVE, "#type", TaskDbItem.TYPE));
        Map<String, String> values = new HashMap<>(Map.of(
                ":hash", day.toString(),
                ":since", TaskDbItem.time(since),
                ":last", TaskDbItem.time(last),
                ":type", type));
        user.ifPresent(name -> {
            names.put("#user", "User");
            values.put(":user", name);
        });
        return query(TableIndex.DATE, "#hash = :hash AND #range BETWEEN :since AND :last", names, values)
                .filterExpression(user.isPresent() ? "#type = :type AND #user = :user" : "#type = :type")
                .scanIndexForward(false)
                .build();
    }

    /** Returns what an index of ended tasks has of an ident or a command, the last first. */
    List<ReflowEndedTask> ended(TableIndex index, String value, int limit) {
        checkLimit("task", limit);
        List<ReflowEndedTask> tasks = new ArrayList<>();
        QueryRequest.Builder query = query(
                        index,
                        "#hash = :hash",
                        Map.of("#hash", index.hashKey()),
                        Map.of(":hash", TaskDbItem.key(value)))
                .scanIndexForward(false)
                .limit(limit); // nothing is filtered: without it a page of a mebibyte is read for a few
        some(query, limit, this::ended, tasks::add);
        return tasks;
    }

    private Optional<ReflowEndedTask> ended(Map<String, AttributeValue> item) {
        TaskDbItem task = new TaskDbItem(item);
        return lenient(
                item,
                () -> task.time(TaskDbItem.END)
                        .map(end -> new ReflowEndedTask(task.id(), end, task.digest("Inspect"))));
    }

    void scan(Consumer<? super ReflowRow> action) {
        new ParallelScan(table, SEGMENTS, false)
                .filtered("attribute_exists(#type)", Map.of("#type", TaskDbItem.TYPE), Map.of())
                .run("scan rows", item -> read(item).ifPresent(action));
    }

    private static void checkLimit(String type, int limit) {
        if (limit < 1) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "query " + type + "s", "expected a limit of at least 1, found " + limit);
        }
    }

    private QueryRequest.Builder query(
            TableIndex index, String condition, Map<String, String> names, Map<String, String> values) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        values.forEach((name, value) -> attributes.put(name, AttributeValue.fromS(value)));
        return QueryRequest.builder()
                .tableName(table.name())
                .indexName(index.indexName())
                .keyConditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(attributes);
    }

    private void all(QueryRequest.Builder query, Consumer<Map<String, AttributeValue>> action) {
        some(query, Integer.MAX_VALUE, Optional::of, action);
    }

    /** Reads page by page until there are enough of what a reader makes of items. */
    private <T> void some(
            QueryRequest.Builder query,
            int limit,
            Function<Map<String, AttributeValue>, Optional<T>> reader,
            Consumer<? super T> action) {
        int left = limit;
        Map<String, AttributeValue> last = Map.of();
        do {
            QueryResponse page =
                    page(query.exclusiveStartKey(last.isEmpty() ? null : last).build());
            for (Map<String, AttributeValue> item : page.items()) {
                Optional<T> found = left > 0 ? reader.apply(item) : Optional.empty();
                if (found.isPresent()) {
                    action.accept(found.get());
                    left--;
                }
            }
            last = page.lastEvaluatedKey();
        } while (left > 0 && !last.isEmpty());
    }

    private QueryResponse page(QueryRequest request) {
        try {
            return table.request("query rows", client -> client.query(request));
        } catch (WeirflowException e) {
            if (String.valueOf(e.getMessage()).contains(NO_INDEX)) {
                throw WeirflowException.of(
                        ErrorKind.NOT_EXIST,
                        "query rows",
                        "the table has no index " + request.indexName()
                                + ": create the table with the layout REFLOW_TASKS, which adds what is missing",
                        table.name());
            }
            throw e;
        }
    }

    private Optional<ReflowRow> read(Map<String, AttributeValue> item) {
        return lenient(item, () -> new TaskDbItem(item).row());
    }

    /** Passes over what is malformed. */
    private <T> Optional<T> lenient(Map<String, AttributeValue> item, Supplier<Optional<T>> reader) {
        try {
            return reader.get();
        } catch (WeirflowException | NumberFormatException e) {
            Attributes.warn(table.name(), item.get(TaskDbItem.ID), e);
            return Optional.empty();
        }
    }
}
