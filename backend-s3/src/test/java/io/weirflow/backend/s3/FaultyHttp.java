package io.weirflow.backend.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** The network between the SDK and a server: counts what is sent, and goes wrong as told. */
final class FaultyHttp implements SdkHttpClient {
    /** What goes wrong with one request. */
    enum Fault {
        /** It is not sent. */
        REFUSED,
        /** It is not sent; the answer is 500. */
        ERROR_500,
        /** It is not sent; the answer is 503 SlowDown. */
        BUSY_503,
        /** It has its effect, then the connection breaks. */
        LOST_REPLY,
        /** It has its effect; the answer is 500. */
        FAILED_AFTER,
        /** It arrives twice, the second answer comes back. */
        TWICE,
        /** What it carries arrives with a byte changed. */
        WRONG_UPLOAD,
        /** The reply ends early, as if all were well. */
        CUT,
        /** The connection breaks in the middle of the reply. */
        RESET,
        /** The reply comes with a byte changed. */
        WRONG_BYTE,
        /** The reply comes in small pieces: the first 1,000 bytes one by one, then 1,000 at a time. */
        SLOW
    }

    /** Which byte is changed, unless told otherwise. */
    static final long USUAL_PLACE = 150;

    private final SdkHttpClient http =
            Apache5HttpClient.builder().maxConnections(100).build();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final List<String> requests = new ArrayList<>();
    private Predicate<SdkHttpRequest> concerned = request -> true;
    private Fault fault = Fault.REFUSED;
    private int first = Integer.MAX_VALUE;
    private int times;
    private int seen;
    private int happened;
    private volatile long damagedAt = USUAL_PLACE;

    /** Plans a fault for some requests from the {@code index}-th on, of those that are concerned. */
    synchronized void plan(Fault what, int index, int count, Predicate<SdkHttpRequest> which) {
        fault = what;
        first = index;
        times = count;
        concerned = which;
        seen = 0;
        happened = 0;
        requests.clear();
        sentBytes.reset();
        receivedBytes.reset();
    }

    /** Sets which byte is changed from now on, counted from 0. */
    void damageAt(long place) {
        damagedAt = place;
    }

    /** Lets all go well from now on, and forgets what was counted. */
    synchronized void reset() {
        plan(Fault.REFUSED, Integer.MAX_VALUE, 0, request -> true);
    }

    /** Returns how often the fault happened. */
    synchronized int happened() {
        return happened;
    }

    /** Returns method and path with query of each request so far. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns how many bytes of content requests carried since the last plan. */
    long sentBytes() {
        return sentBytes.sum();
    }

    /** Returns how many bytes of content were read from replies since the last plan. */
    long receivedBytes() {
        return receivedBytes.sum();
    }

    /** Returns how many requests of a method there were. */
    long count(SdkHttpMethod method) {
        return requests().stream()
                .filter(request -> request.startsWith(method + " "))
                .count();
    }

    private synchronized Optional<Fault> next(SdkHttpRequest request) {
        String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
        requests.add(request.method() + " " + request.encodedPath() + query);
        if (!concerned.test(request)) {
            return Optional.empty();
        }
        int index = seen++;
        if (index < first || index - first >= times) {
            return Optional.empty();
        }
        happened++;
        return Optional.of(fault);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                Optional<Fault> planned = next(request.httpRequest());
                return planned.isPresent() ? broken(planned.get(), request) : send(request);
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
        request.httpRequest()
                .firstMatchingHeader("Content-Length")
                .ifPresent(length -> sentBytes.add(Long.parseLong(length)));
        return withBody(http.prepareRequest(request).call(), in -> FaultyStreams.counting(in, receivedBytes));
    }

    private HttpExecuteResponse broken(Fault what, HttpExecuteRequest request) throws IOException {
        return switch (what) {
            case REFUSED -> throw new IOException("the test refuses the connection");
            case ERROR_500 -> answer(500, "InternalError");
            case BUSY_503 -> answer(503, "SlowDown");
            case LOST_REPLY -> {
                drain(send(request));
                throw new IOException("the test loses the reply");
            }
            case FAILED_AFTER -> {
                drain(send(request));
                yield answer(500, "InternalError");
            }
            case TWICE -> {
                drain(send(request));
                yield send(request);
            }
            case WRONG_UPLOAD -> send(withWrongByte(request));
            case CUT -> withBody(send(request), in -> new ByteArrayInputStream(half(in)));
            case RESET -> withBody(send(request), in -> FaultyStreams.resetting(half(in)));
            case WRONG_BYTE -> withBody(send(request), in -> FaultyStreams.flipping(in, damagedAt));
            case SLOW -> withBody(send(request), FaultyStreams::trickling);
        };
    }

    static HttpExecuteResponse answer(int status, String code) {
        byte[] body = ("<Error><Code>" + code + "</Code><Message>by the test</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder().statusCode(status).build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    private static void drain(HttpExecuteResponse response) throws IOException {
        if (response.responseBody().isPresent()) {
            try (InputStream in = response.responseBody().get()) {
                in.readAllBytes();
            }
        }
    }

    private static HttpExecuteResponse withBody(HttpExecuteResponse response, Function<InputStream, InputStream> body) {
        return response.responseBody()
                .map(in -> HttpExecuteResponse.builder()
                        .response(response.httpResponse())
                        .responseBody(AbortableInputStream.create(body.apply(in), in))
                        .build())
                .orElse(response);
    }

    private static byte[] half(InputStream in) {
        try (in) {
            byte[] all = in.readAllBytes();
            return Arrays.copyOf(all, all.length / 2);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpExecuteRequest withWrongByte(HttpExecuteRequest request) {
        return request.contentStreamProvider()
                .map(content -> HttpExecuteRequest.builder()
                        .request(request.httpRequest())
                        .contentStreamProvider(
                                (ContentStreamProvider) () -> FaultyStreams.flipping(content.newStream(), damagedAt))
                        .build())
                .orElse(request);
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public String clientName() {
        return "Faulty";
    }
}
