package io.weirflow.executor.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The images of the tests, made of programs of this machine, since no registry is needed then. */
final class TestImages {
    /** A busybox with all its programs, and nothing else. */
    static final String BUSYBOX = "weirflow-test/busybox:1";
    /** A busybox and a bash. */
    static final String BASH = "weirflow-test/bash:1";
    /** A file, and no shell. */
    static final String NO_SHELL = "weirflow-test/nothing:1";

    private static final String BUSYBOX_ROOT = """
            mkdir -p bin etc tmp && cp "$(command -v busybox)" bin/busybox
            for program in $(busybox --list); do [ -e bin/$program ] || ln -s busybox bin/$program; done
            [ -e bin/nohup ] || { printf '#!/bin/sh\\ntrap "" HUP\\nexec "$@"\\n' >bin/nohup; chmod +x bin/nohup; }
            """;

    private static final String BASH_ROOT = BUSYBOX_ROOT + """
            cp "$(command -v bash)" bin/bash
            for library in $(ldd bin/bash | grep -o '/[^ ]*'); do mkdir -p ".${library%/*}" && cp "$library" ".$library"; done
            """;

    private TestImages() {}

    /** Makes the images at an engine. */
    static void make(String host) throws IOException {
        makeBusybox(host);
        make(host, BASH, BASH_ROOT);
        make(host, NO_SHELL, "echo content > file");
    }

    static void makeBusybox(String host) throws IOException {
        make(host, BUSYBOX, BUSYBOX_ROOT);
    }

    /** Makes an image of what a script leaves in an empty folder. */
    static void make(String host, String name, String script) throws IOException {
        bash(
                "root=$(mktemp -d); trap 'rm -rf $root' EXIT; cd $root; { " + script
                        + "\n} >&2; tar -c . | docker -H \"$1\" import - \"$2\"",
                host,
                name);
    }

    /** Has Docker's own client do something at an engine. */
    static void docker(String host, String arguments) throws IOException {
        bash("docker -H \"$1\" " + arguments, host, "");
    }

    private static void bash(String script, String host, String name) throws IOException {
        Process process = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script, "bash", host, name)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(script + " failed (is busybox-static installed?): " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
