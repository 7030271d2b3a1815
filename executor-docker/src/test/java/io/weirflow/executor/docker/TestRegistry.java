package io.weirflow.executor.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weirflow.base.Threads;
import io.weirflow.digest.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * A registry of images on a port of this machine, as far as pulls need one. Source of the protocol: the OCI distribution
 * specification.
 */
final class TestRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String CONFIG = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private final HttpServer server;
    private final PlainFront front;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String credentials = "";

    TestRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::answer);
        server.setExecutor(Threads.perTaskExecutor());
        server.start();
        front = new PlainFront(server.getAddress());
    }

    /** Returns the registry's host, as it stands in the names of its images. */
    String host() {
        return "127.0.0.1:" + front.port();
    }

    /** Returns how many manifests were asked for. */
    int requests() {
        return requests.get();
    }

    /** Asks for a user and a password. */
    void require(String user, String password) {
        credentials =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the next manifests that are asked for fail. */
    void fail(int times) {
        failures.set(times);
    }

    /** Publishes an image: a busybox, and a file with a text. Returns the digest of its configuration. */
    String publish(String tag, String version, String architecture) throws Exception {
        byte[] layer = layer(version);
        String diff = Digest.of(layer).toString();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(layer);
        }
        byte[] config = ("{\"architecture\":\"" + architecture
                        + "\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH=/bin\"]},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + diff
                        + "\"]},\"history\":[{\"created_by\":\"test\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + entry(CONFIG, config)
                        + ",\"layers\":[" + entry(LAYER, zipped.toByteArray()) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        manifests.put(tag, manifest);
        manifests.put(Digest.of(manifest).toString(), manifest);
        return Digest.of(config).toString();
    }

    private String entry(String type, byte[] blob) {
        String digest = Digest.of(blob).toString();
        blobs.put(digest, blob);
        return "{\"mediaType\":\"" + type + "\",\"size\":" + blob.length + ",\"digest\":\"" + digest + "\"}";
    }

    private static byte[] layer(String version) throws Exception {
        Path tar = Files.createTempFile("weirflow-layer", ".tar");
        String script =
                "root=$(mktemp -d); trap 'rm -rf $root' EXIT; cd $root; mkdir bin; cp \"$(command -v busybox)\" bin/;"
                        + " ln -s busybox bin/sh; ln -s busybox bin/cat; echo \"$1\" >version; tar -cf \"$2\" .";
        int code = new ProcessBuilder("sh", "-ec", script, "sh", version, tar.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("no layer");
        }
        byte[] bytes = Files.readAllBytes(tar);
        Files.delete(tar);
        return bytes;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (!credentials.isEmpty()
                && !credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
            send(exchange, 401, "application/json", "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}");
        } else if (path.equals("/v2/")) {
            send(exchange, 200, "application/json", "{}");
        } else if (path.contains("/manifests/")) {
            manifest(exchange, last);
        } else if (blobs.containsKey(last)) {
            send(exchange, 200, "application/octet-stream", blobs.get(last));
        } else {
            send(exchange, 404, "application/json", "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}");
        }
    }

    private void manifest(HttpExchange exchange, String reference) throws IOException {
        requests.incrementAndGet();
        byte[] manifest = manifests.get(reference);
        if (failures.get() > 0) {
            failures.decrementAndGet();
            send(exchange, 503, "text/plain", "not now");
        } else if (manifest == null) {
            send(
                    exchange,
                    404,
                    "application/json",
                    "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}");
        } else {
            exchange.getResponseHeaders()
                    .add("Docker-Content-Digest", Digest.of(manifest).toString());
            send(exchange, 200, MANIFEST, manifest);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        send(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.stop(0);
    }
}
