package io.weirflow.backend.file;

import io.weirflow.Weirflow;
import io.weirflow.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads names of folders, opens each as a state folder, runs a command there, and prints what it wrote. */
final class FreshFolderProgram {
    private FreshFolderProgram() {}

    /** Ends at the end of its input. A failure is printed in place of the result. */
    public static void main(String[] arguments) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            for (String folder = in.readLine(); folder != null; folder = in.readLine()) {
                System.out.println(use(Path.of(folder)));
                System.out.flush();
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, the test is to show it
    private static String use(Path folder) {
        Task hello = Task.named("hello")
                .command("echo hello >{{greeting}}")
                .outFile("greeting")
                .build();
        try (Weirflow weirflow = FileBackend.open(folder)) {
            return weirflow.evaluate(hello.out("greeting"))
                    .await()
                    .file(hello.out("greeting"))
                    .text()
                    .strip();
        } catch (RuntimeException e) {
            return e.toString().replace('\n', ' ');
        }
    }
}
