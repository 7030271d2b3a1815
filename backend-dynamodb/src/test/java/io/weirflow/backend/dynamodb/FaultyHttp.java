package io.weirflow.backend.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.IntFunction;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The way to the server, on which each request may meet a fault. It keeps what was asked for. Thread-safe. */
final class FaultyHttp implements SdkHttpClient {
    /** What happens to a request. */
    enum Fault {
        NONE,
        /** The server fails before it does anything. */
        FAILS_BEFORE,
        /** The server does it and then fails. */
        FAILS_AFTER,
        /** The service is not available. */
        UNAVAILABLE,
        /** The table is throttled. */
        THROTTLED,
        /** The credentials do not allow it. */
        DENIED,
        /** Another transaction is under way. */
        CONFLICT,
        /** The same transaction is still being executed. */
        IN_PROGRESS,
        /** The connection is reset before the request arrives. */
        RESET_BEFORE,
        /** The connection is reset instead of the reply. */
        RESET_AFTER,
        /** The reply is cut in the middle. */
        TRUNCATED,
        /** The connection is reset in the middle of the reply. */
        RESET_WITHIN,
        /** A byte in the middle of the reply is another one. */
        WRONG_BYTE,
        /** The reply comes twice, one behind the other. */
        REPEATED,
        /** The request arrives twice, the second reply is the one that comes back. */
        DUPLICATED,
        /** The request arrives and is done, the reply never comes. */
        SILENT
    }

    private final SdkHttpClient server = UrlConnectionHttpClient.create();
    private final List<String> operations = new CopyOnWriteArrayList<>();
    private volatile IntFunction<Fault> plan = index -> Fault.NONE;

    /** Sets what happens to the request of each index, from 0, and forgets what was asked for. */
    synchronized void plan(IntFunction<Fault> next) {
        operations.clear();
        plan = next;
    }

    /** Lets one request meet a fault. */
    void planAt(int at, Fault fault) {
        plan(index -> index == at ? fault : Fault.NONE);
    }

    /** Returns the operations asked for since the plan was set, each as often as it was sent. */
    List<String> operations() {
        return List.copyOf(operations);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer(request);
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
        String operation = request.httpRequest()
                .firstMatchingHeader("X-Amz-Target")
                .orElseThrow()
                .replaceFirst(".*\\.", "");
        Fault fault;
        synchronized (this) {
            fault = plan.apply(operations.size());
            operations.add(operation);
        }
        return switch (fault) {
            case NONE -> forward(request);
            case FAILS_BEFORE -> failure(500, "InternalServerError", "");
            case FAILS_AFTER -> {
                forward(request);
                yield failure(500, "InternalServerError", "");
            }
            case UNAVAILABLE -> failure(503, "ServiceUnavailable", "");
            case THROTTLED -> failure(400, "ProvisionedThroughputExceededException", "");
            case DENIED -> failure(400, "AccessDeniedException", "");
            case IN_PROGRESS -> failure(400, "TransactionInProgressException", "");
            case CONFLICT -> conflict(operation, request);
            case RESET_BEFORE -> throw new SocketException("Connection reset (injected)");
            case RESET_AFTER -> {
                forward(request);
                throw new SocketException("Connection reset (injected)");
            }
            case TRUNCATED -> forward(request, body -> stream(firstHalf(body)));
            case RESET_WITHIN -> forward(request, body -> new SequenceInputStream(stream(firstHalf(body)), reset()));
            case WRONG_BYTE -> forward(request, FaultyHttp::withWrongByte);
            case REPEATED -> forward(request, body -> new SequenceInputStream(stream(body), stream(body)));
            case DUPLICATED -> {
                forward(request);
                yield forward(request);
            }
            case SILENT -> {
                forward(request);
                yield never();
            }
        };
    }

    private HttpExecuteResponse forward(HttpExecuteRequest request) throws IOException {
        return forward(request, FaultyHttp::stream);
    }

    /** Does a request and lets the reply's body be read in another way. */
    private HttpExecuteResponse forward(HttpExecuteRequest request, Function<byte[], InputStream> reading)
            throws IOException {
        HttpExecuteResponse response = server.prepareRequest(request).call();
        byte[] body;
        try (InputStream in = response.responseBody().orElseThrow()) {
            body = in.readAllBytes();
        }
        return HttpExecuteResponse.builder()
                .response(response.httpResponse())
                .responseBody(AbortableInputStream.create(reading.apply(body)))
                .build();
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] firstHalf(byte[] body) {
        return Arrays.copyOf(body, body.length / 2);
    }

    private static InputStream withWrongByte(byte[] body) {
        body[body.length / 2] ^= 1;
        return stream(body);
    }

    private static InputStream reset() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new SocketException("Connection reset (injected)");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    private static HttpExecuteResponse never() throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("the latch is never opened");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a reply");
        }
    }

    private static HttpExecuteResponse conflict(String operation, HttpExecuteRequest request) throws IOException {
        if (!operation.equals("TransactWriteItems")) {
            return failure(400, "TransactionConflictException", "");
        }
        String one = "{\"Code\":\"TransactionConflict\",\"Message\":\"ongoing\"},";
        String others = "{\"Code\":\"None\"},".repeat(writes(request) - 1);
        String reasons = (one + others).replaceFirst(",$", "");
        return failure(400, "TransactionCanceledException", ",\"CancellationReasons\":[" + reasons + "]");
    }

    /** Counts the writes of a transaction. */
    private static int writes(HttpExecuteRequest request) throws IOException {
        int count = 0;
        int depth = 0;
        try (JsonParser json = new JsonFactory()
                .createParser(request.contentStreamProvider().orElseThrow().newStream())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isStructStart()) {
                    count += depth == 2 && token == JsonToken.START_OBJECT ? 1 : 0;
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
            }
        }
        return count;
    }

    static HttpExecuteResponse failure(int status, String code, String more) {
        String body =
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"injected\"" + more + "}";
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .build())
                .responseBody(
                        AbortableInputStream.create(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String clientName() {
        return "faulty";
    }
}
