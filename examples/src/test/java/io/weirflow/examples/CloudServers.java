package io.weirflow.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** Servers of DynamoDB and S3 in this process, and the environment in which programs find them. */
final class CloudServers implements AutoCloseable {
    static final String BUCKET = "shared-bucket";
    private static final String KEY = "key";
    private static final String SECRET = "secret";

    private final DynamoDBProxyServer dynamo;
    private final int dynamoPort;
    private final S3Proxy s3;

    private CloudServers(Dynamo dynamo, S3Proxy s3) {
        this.dynamo = dynamo.server;
        this.dynamoPort = dynamo.port;
        this.s3 = s3;
    }

    private record Dynamo(DynamoDBProxyServer server, int port) {
        /** Starts the server on a free port, or on another one if somebody else is faster to take that. */
        static Dynamo start(int retries) throws Exception {
            int port = freePort();
            try {
                DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                        new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
                server.start();
                return new Dynamo(server, port);
            } catch (IOException e) {
                if (retries == 0) {
                    throw e;
                }
                return start(retries - 1);
            }
        }
    }

    static CloudServers start() throws Exception {
        Dynamo dynamo = Dynamo.start(4);
        S3Proxy s3 = S3Proxy.builder()
                .blobStore(BlobStores.create("transient", new Properties()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .ignoreUnknownHeaders(true)
                .stopTimeout(0)
                .build();
        s3.start();
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + s3.getPort()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .build()) {
            client.createBucket(request -> request.bucket(BUCKET));
        }
        return new CloudServers(dynamo, s3);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Map<String, String> environment() {
        return Map.of(
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET,
                "AWS_ENDPOINT_URL_DYNAMODB",
                "http://127.0.0.1:" + dynamoPort,
                "AWS_ENDPOINT_URL_S3",
                "http://127.0.0.1:" + s3.getPort());
    }

    /** Sets what programs in this process need to find the servers, until {@link #forget}. */
    void set() {
        settings().forEach(System::setProperty);
    }

    void forget() {
        settings().keySet().forEach(System::clearProperty);
    }

    private Map<String, String> settings() {
        return Map.of(
                "aws.region",
                "us-east-1",
                "aws.accessKeyId",
                KEY,
                "aws.secretAccessKey",
                SECRET,
                "aws.endpointUrlDynamoDb",
                "http://127.0.0.1:" + dynamoPort,
                "aws.endpointUrlS3",
                "http://127.0.0.1:" + s3.getPort());
    }

    /** Starts an example in a JVM of its own that finds the servers. What it prints must be read. */
    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** What has become of a program. */
    record Ended(int exit, String output) {}

    /** Runs an example in a JVM of its own. */
    Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        }
    }

    @Override
    public void close() {
        try {
            s3.stop();
            dynamo.stop();
        } catch (Exception e) {
            throw new AssertionError("the servers cannot be stopped", e);
        }
    }
}
