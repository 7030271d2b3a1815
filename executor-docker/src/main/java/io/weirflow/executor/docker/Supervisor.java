package io.weirflow.executor.docker;

import java.util.List;

/**
 * The first process of a container: a shell that runs the command's shell as its child. As process 1 of the container it cannot be
 * ended by the command; when it ends, the kernel ends whatever the command left running. It writes into the {@linkplain Status status
 * file} how the command ended and what it used, so that an end that came from outside can be told from one of the command's own.
 *
 * <p>It uses what POSIX asks of a shell and builtins alone, since an image may have nothing else.
 */
final class Supervisor {
    /** By this word its process is known among those of a container. */
    static final String MARK = "weirflow-supervisor";

    /** The word in the status file that says that the processes were asked to end. */
    private static final String STOPPING = "stopping";

    private static final String START = """
            : %s
            used() {
              nanos=
              if [ -r /sys/fs/cgroup/cpuacct/cpuacct.usage ]; then
                read -r nanos </sys/fs/cgroup/cpuacct/cpuacct.usage
              elif [ -r /sys/fs/cgroup/cpu.stat ]; then
                while read -r key value; do
                  if [ "$key" = usage_usec ]; then nanos=${value}000; fi
                done </sys/fs/cgroup/cpu.stat
              fi
            }
            """.formatted(MARK);

    private static final String RUN = """
            if command -v bash >/dev/null 2>&1; then
              set -- bash -e -o pipefail
            elif (set -o pipefail) 2>/dev/null; then
              set -- /bin/sh -e -o pipefail
            else
              set -- /bin/sh -e
            fi
            used
            begin=$nanos
            "$@" %s </dev/null >%s 2>%s
            code=$?
            read -r first <%s
            if [ "$first" = %s ]; then
              while kill -0 -1 2>/dev/null; do
                sleep 0.1 2>/dev/null || sleep 1 || break
              done
            fi
            used
            kills=0
            for file in /sys/fs/cgroup/memory/memory.oom_control /sys/fs/cgroup/memory.events; do
              if [ -r $file ]; then
                while read -r key value; do
                  if [ "$key" = oom_kill ]; then kills=$value; fi
                done <$file
              fi
            done
            echo "ended $code
            cpu ${begin:-0} ${nanos:-0}
            oom $kills
            " 1<>%s
            exit $code
            """.formatted(
                    ContainerPaths.COMMAND,
                    ContainerPaths.STDOUT,
                    ContainerPaths.STDERR,
                    ContainerPaths.STATUS,
                    STOPPING,
                    ContainerPaths.STATUS);

    /** Asks all processes but process 1 to end. The supervisor then waits for them, not for the command's shell alone. */
    private static final String STOP = "echo " + STOPPING + " 1<>" + ContainerPaths.STATUS + "; kill -TERM -1";

    private Supervisor() {}

    /** Returns the command line of a container whose command gets no secrets. */
    static List<String> commandLine() {
        return List.of("/bin/sh", "-c", START + RUN);
    }

    /** Returns the command line of a container whose command gets secrets from standard input. */
    static List<String> commandLine(SecretFeed secrets) {
        return List.of("/bin/sh", "-c", START + secrets.reader() + RUN);
    }

    /** Returns the command line of a process beside it that asks all others to end. */
    static List<String> stopCommandLine() {
        return List.of("/bin/sh", "-c", STOP);
    }
}
