package io.weirflow.examples.benchmarks;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What an engine itself takes for a container without network and logs that does nothing: created, started, awaited, removed. */
final class BareEngine implements AutoCloseable {
    private final DockerClient client;
    private final String image;

    BareEngine(String engine, String image) {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(engine)
                .build();
        this.client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
        this.image = image;
    }

    /** Runs a number of containers, some at a time. */
    void run(int count, int parallel) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                runs.add(threads.submit(this::runOne));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void runOne() {
        String id = client.createContainerCmd(image)
                .withCmd("/bin/sh", "-c", "true")
                .withNetworkDisabled(true)
                .withHostConfig(new HostConfig()
                        .withNetworkMode("none")
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE)))
                .exec()
                .getId();
        client.startContainerCmd(id).exec();
        client.waitContainerCmd(id).start().awaitStatusCode();
        client.removeContainerCmd(id).exec();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
