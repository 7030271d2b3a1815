package io.weirflow.examples;

import com.google.common.collect.ImmutableSet;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes down what an agent was told is finished, so that a checker can look for it after the agent was killed. */
final class FinishLog implements AutoCloseable {
    /** The methods of a store of runs that finish a node, given its claim and its result first. */
    private static final ImmutableSet<String> FINISHES = ImmutableSet.of("finishNode", "finishAndClaim");

    private final FileChannel channel;

    private FinishLog(FileChannel channel) {
        this.channel = channel;
    }

    static FinishLog open(Path file) throws IOException {
        return new FinishLog(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Returns a store of runs that writes down each finish that succeeded. */
    RunStore around(RunStore runs) {
        return (RunStore) Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(runs, arguments);
                        if (FINISHES.contains(method.getName())) {
                            write((NodeClaim) arguments[0], (NodeResult) arguments[1]);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private synchronized void write(NodeClaim claim, NodeResult result) {
        String line = claim.run() + " " + claim.node() + " " + claim.token() + " "
                + result.conclusion().text() + "\n";
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
