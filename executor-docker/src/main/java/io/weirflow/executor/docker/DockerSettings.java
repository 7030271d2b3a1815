package io.weirflow.executor.docker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.weirflow.exec.ExecConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How containers are run.
 *
 * @param image the image of commands that name none; empty for none
 * @param network the network
 * @param user user and group, {@code uid:gid}; empty for the image's own
 * @param owner to whom the files are given that commands write to, if these are not this program's anyway
 * @param isRootWritable whose root file system may be written to
 * @param capabilities the capabilities that are left
 * @param processLimit how many processes and threads there may be in a container
 * @param mounts what is mounted beside the exec's own
 * @param dockerSocket the engine's socket, if commands that ask for it are given it
 * @param awsCredentials gives the variables with the application's AWS credentials, if commands that ask for them are given them
 * @param folder the executor's folder
 * @param folderOnEngine its path as the engine sees it
 * @param maxStarts how many containers are created, started or removed at a time
 * @param processors how many processors the engine has
 */
record DockerSettings(
        String image,
        String network,
        String user,
        Optional<FileOwner> owner,
        Predicate<ExecConfig> isRootWritable,
        Set<String> capabilities,
        long processLimit,
        List<ExtraMount> mounts,
        Optional<Path> dockerSocket,
        Optional<Supplier<Map<String, String>>> awsCredentials,
        Path folder,
        Path folderOnEngine,
        int maxStarts,
        int processors) {
    /** A folder or file of the engine's machine, its path inside, and whether it may be changed. */
    record ExtraMount(Path source, String target, boolean writable) {}

    DockerSettings {
        capabilities = ImmutableSortedSet.copyOf(capabilities);
        mounts = ImmutableList.copyOf(mounts);
    }

    /** Tells whether containers have no network but a loopback device of their own. */
    boolean hasNoNetwork() {
        return network.equals("none");
    }

    /** Returns the path by which the engine sees a path below the executor's folder. */
    String onEngine(Path path) {
        return folderOnEngine.resolve(folder.relativize(path)).toString();
    }
}
